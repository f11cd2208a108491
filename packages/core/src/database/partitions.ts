import type { Pool, PoolClient, QueryResultRow } from 'pg'
import { Prisma } from '../../generated/client.ts'

/** A month of the settled log, in UTC. */
export type Month = { name: string; from: string; to: string }

const start = (year: number, month: number) => new Date(Date.UTC(year, month, 1)).toISOString()

/** The month of this moment, or one so many months later. */
export const monthOf = (at: Date, later = 0): Month => {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + later]
  const from = start(year, month)
  return { name: `logs_${from.slice(0, 4)}_${from.slice(5, 7)}`, from, to: start(year, month + 1) }
}

/** A month by the name of its part; undefined for other parts. */
export const monthNamed = (name: string): Month | undefined => {
  const [, year, month] = /^(?:access_)?logs_(\d{4})_(\d\d)$/.exec(name) ?? []
  return year === undefined ? undefined : { ...monthOf(new Date(Date.UTC(Number(year), Number(month) - 1, 1))), name }
}

/** Any number that no other lock of ours has: whoever makes months does it alone, and while nobody settles. */
export const makingMonths = 727_002

const transaction = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const answer = await work(client)
    await client.query('COMMIT')
    return answer
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

/** What is kept by month: its parent, and where rows wait whose month was never made. */
const kept = [
  { prefix: '', parent: 'parts.logs_settled', other: 'parts.logs_other' },
  { prefix: 'access_', parent: 'public.access_logs', other: 'parts.access_logs_other' },
] as const
type Kept = (typeof kept)[number]

const exists = async (client: PoolClient, name: string) =>
  (await client.query<{ made: boolean }>("SELECT to_regclass('parts.' || $1) IS NOT NULL AS made", [name])).rows[0]?.made === true

/** Rows that came before their month was made wait in the default part; nothing may join them until the month has its place. */
const make = async (client: PoolClient, { parent, other }: Kept, name: string, { from, to }: Month) => {
  const range = `created >= '${from}' AND created < '${to}'`
  await client.query(`LOCK TABLE ${other} IN ACCESS EXCLUSIVE MODE`)
  await client.query(`CREATE TABLE parts.${name} (LIKE ${parent} INCLUDING ALL)`)
  await client.query(`WITH moved AS (DELETE FROM ${other} WHERE ${range} RETURNING *) INSERT INTO parts.${name} SELECT * FROM moved`)
  await client.query(`ALTER TABLE ${parent} ATTACH PARTITION parts.${name} FOR VALUES FROM ('${from}') TO ('${to}')`)
}

/**
 * Makes this month's parts of the settled log and the access log, and those of the next two, where they are missing; answers the names of the new ones.
 * Each is made whole or not at all, and by one process only.
 */
export const makeMonths = (pool: Pool, now: Date): Promise<string[]> =>
  transaction(pool, async (client) => {
    // Readers queue behind a lock that waits: better to give up and be tried again.
    await client.query("SET LOCAL lock_timeout = '5s'")
    await client.query('SELECT pg_advisory_xact_lock($1)', [makingMonths])
    const made: string[] = []
    for (const table of kept)
      for (const month of [0, 1, 2].map((later) => monthOf(now, later))) {
        const name = `${table.prefix}${month.name}`
        if (await exists(client, name)) continue
        await make(client, table, name, month)
        made.push(name)
      }
    return made
  })

export const batch = 2000
const columns = Object.keys(Prisma.LogScalarFieldEnum)
const moving = columns
  .filter((column) => column !== 'settled')
  .map((column) => `"${column}"`)
  .join(', ')

/** One statement: a row is in the fresh part or in the settled one, never in both, whoever looks and whenever we die. */
const move = `
  WITH chosen AS (SELECT id, created FROM parts.logs_fresh ORDER BY id LIMIT ${batch} FOR UPDATE SKIP LOCKED),
    moved AS (DELETE FROM parts.logs_fresh f USING chosen c WHERE f.id = c.id AND f.created = c.created RETURNING f.*),
    counted AS (INSERT INTO log_hours AS h (hour, action, model, request_type, changes, count)
      SELECT date_trunc('hour', created, 'UTC'), action, model, request_type, before IS NOT NULL OR after IS NOT NULL, count(*)
      FROM moved GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
      ON CONFLICT (hour, action, model, request_type, changes) DO UPDATE SET count = h.count + excluded.count)
  INSERT INTO logs (settled, ${moving}) SELECT true, ${moving} FROM moved`

/** A row that has just settled, as far as others copy it. */
export type Settled = { created: Date; action: string; title: string; description: string; change: string }

const settleBatch = <T extends QueryResultRow>(pool: Pool, statement: string) =>
  transaction(pool, async (client) => {
    // Rows find their month when the statement begins; one that came into being since would refuse them.
    await client.query('SELECT pg_advisory_xact_lock_shared($1)', [makingMonths])
    return client.query<T>(statement)
  })

/** Moves a batch of log rows to where they are indexed and kept by month; answers them. Any number of workers may. */
export const settleRows = (pool: Pool): Promise<Settled[]> =>
  settleBatch<Settled>(pool, `${move} RETURNING created, action, title, description, change`).then(({ rows }) => rows)

/** The same, for who does not want to see them; answers how many. */
export const settle = (pool: Pool): Promise<number> => settleBatch(pool, move).then(({ rowCount }) => rowCount ?? 0)
