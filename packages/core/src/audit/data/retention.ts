import { createWriteStream, mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type RetentionClass, retentionClasses } from '@reeve/contract/audit/logs'
import type { Pool, PoolClient } from 'pg'
import { makingMonths, monthNamed } from '../../database/partitions.ts'

/** For how many days each class is kept; 0 is for ever. */
export type Keeping = Record<RetentionClass, number>
type LogClass = Exclude<RetentionClass, 'access'>
/** A month that loses rows, or all it has. `bytes` is what it frees, about. */
export type Leaving = { name: string; from: string; to: string; classes: RetentionClass[]; going: number; staying: number; bytes: number }

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')
const signingIn = ['auth', 'auth_fail', 'auth_alert', 'login', 'login_fail', 'logout', 'forgot', 'change_pw', 'password_reset']
const mailing = ['email', 'admin_email', 'send_mail', 'alert', 'publish alert']
const managing = [
  'serverSettingsEdit',
  'update_database',
  'pruneUpdateLogs',
  'purge_sessions',
  'clean_cache',
  'purge_jobs',
  'remove_dead_workers',
  'stop_worker',
  'version_warning',
]
/** To which class a row belongs: all that is none of the others tells what became of data. */
const classOf = `CASE WHEN action IN (${quoted(signingIn)}) THEN 'auth' WHEN action = 'request' THEN 'request' WHEN action IN (${quoted(mailing)}) THEN 'email'
  WHEN action IN (${quoted(managing)}) OR model = 'AdminSetting' THEN 'settings' ELSE 'data' END`

const day = 86_400_000
/** A month goes when its last day is older than what is kept. */
const isOver = (to: string, days: number, now: Date) => days > 0 && Date.parse(to) <= now.getTime() - days * day

type Part = { name: string; bytes: number; rows: number }
const partsOf = `SELECT c.relname AS name, pg_total_relation_size(c.oid)::float8 AS bytes, GREATEST(c.reltuples, 0)::float8 AS rows
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass ORDER BY 1`
const perMonth = `SELECT 'logs_' || to_char(hour AT TIME ZONE 'UTC', 'YYYY_MM') AS name, ${classOf} AS class, sum(count)::float8 AS count
  FROM log_hours GROUP BY 1, 2`

const isLogClass = (text: string): text is LogClass => text !== 'access' && retentionClasses.some((one) => one === text)
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

/** What would go by now, month by month; counted from the hours, so that looking costs nothing. */
export const leavingNow = async (pool: Pool, keeping: Keeping, now: Date): Promise<Leaving[]> => {
  const [parts, counts, requests] = await Promise.all([
    pool.query<Part>(partsOf, ['parts.logs_settled']),
    pool.query<{ name: string; class: string; count: number }>(perMonth),
    pool.query<Part>(partsOf, ['public.access_logs']),
  ])
  const logs = parts.rows.flatMap((part): Leaving[] => {
    const month = monthNamed(part.name)
    if (!month) return []
    const here = counts.rows.filter(({ name }) => name === part.name)
    const gone = here.filter((one) => isLogClass(one.class) && isOver(month.to, keeping[one.class], now))
    const [going, all] = [sum(gone.map(({ count }) => count)), sum(here.map(({ count }) => count))]
    const classes = gone.map((one) => one.class).filter(isLogClass)
    return going > 0 ? [{ ...month, classes, going, staying: all - going, bytes: Math.round((part.bytes * going) / all) }] : []
  })
  const access = requests.rows.flatMap((part): Leaving[] => {
    const month = monthNamed(part.name)
    if (!month || !isOver(month.to, keeping.access, now)) return []
    return [{ ...month, classes: ['access'], going: part.rows, staying: 0, bytes: part.bytes }]
  })
  return [...logs, ...access]
}

const batch = 2000
async function* linesOf(client: PoolClient, source: string) {
  await client.query(`DECLARE leaving NO SCROLL CURSOR FOR SELECT to_jsonb(l)::text AS line FROM ${source}`)
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${batch} FROM leaving`)
    if (rows.length === 0) break
    yield rows.map(({ line }) => `${line}\n`).join('')
  }
  await client.query('CLOSE leaving')
}
/** One row a line, packed; under its name only when it is whole. */
const archive = async (client: PoolClient, folder: string, { name, classes }: Leaving, source: string) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = path.join(folder, `${name}-${classes.join('-')}.ndjson.gz`)
  const writing = createWriteStream(`${file}.part`, { mode: 0o600, flush: true })
  await pipeline(Readable.from(linesOf(client, source), { objectMode: false }), createGzip(), writing)
  renameSync(`${file}.part`, file)
}

/** What outlives its month is moved into a part of its own first, which then takes the month's place. */
const replace = async (client: PoolClient, { name, from, to }: Leaving, gone: string) => {
  await client.query(`CREATE TABLE parts.${name}_kept (LIKE parts.logs_settled INCLUDING ALL)`)
  const { rowCount } = await client.query(`INSERT INTO parts.${name}_kept SELECT * FROM parts.${name} l WHERE NOT (${gone})`)
  await client.query(`DROP TABLE parts.${name}`)
  if (rowCount === 0) return client.query(`DROP TABLE parts.${name}_kept`)
  await client.query(`ALTER TABLE parts.${name}_kept RENAME TO ${name}`)
  return client.query(`ALTER TABLE parts.logs_settled ATTACH PARTITION parts.${name} FOR VALUES FROM ('${from}') TO ('${to}')`)
}

/** Lets one month go, whole or in part, after its archive if there is a folder for it. All or nothing; run twice it does nothing more. */
export const letGo = async (pool: Pool, leaving: Leaving, folder: string | undefined) => {
  const client = await pool.connect()
  const gone = leaving.classes.includes('access') ? 'true' : `${classOf} IN (${quoted(leaving.classes)})`
  try {
    // Nobody settles into this month meanwhile; readers see the old one until the end.
    await client.query("BEGIN; SET LOCAL lock_timeout = '10s'")
    await client.query('SELECT pg_advisory_xact_lock($1)', [makingMonths])
    if (folder) await archive(client, folder, leaving, `parts.${leaving.name} l WHERE ${gone} ORDER BY created, id`)
    if (leaving.classes.includes('access')) await client.query(`DROP TABLE parts.${leaving.name}`)
    else {
      await replace(client, leaving, gone)
      await client.query(`DELETE FROM log_hours WHERE hour >= $1 AND hour < $2 AND ${gone}`, [leaving.from, leaving.to])
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}
