import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { type ActorCache, actorCache } from './access/actors/actors.ts'
import { openUsageWriter, type UsageWriter } from './access/data/usageWriter.ts'
import { type LogSql, logSqlOf } from './audit/data/logSql.ts'
import { type JobRows, jobRowsOf } from './background/data/jobRows.ts'
import { openOutbox } from './background/data/outbox.ts'
import { performHere } from './background/jobs/perform.ts'
import { type Db, openDb, openPool } from './database/db.ts'
import { type Limits, limitsOf } from './database/limit.ts'
import { checkSecret } from './database/secret.ts'
import { type Sql, sqlOf } from './database/sql.ts'
import { openNotifier } from './kernel/notifier.ts'
import { type Ports, realPorts } from './kernel/ports.ts'
import type { Env } from './kernel/process/env.ts'
import { openSettings, type Settings } from './kernel/settings.ts'
import { type ChangeEvent, listenTo, type Signal } from './kernel/signal.ts'
import type { Queued } from './request/defineJob.ts'
import { type Limited, openLimited } from './request/timeLimit.ts'

/** One process's hold on the world: made once in an app's main, handed to everything, closed at the end. */
export type System = {
  env: Env
  log: Logger
  ports: Ports
  pool: Pool
  db: Db
  sql: Sql
  logSql: LogSql
  jobRows: JobRows
  limits: Limits
  /** The database for callers whose role bounds how long a statement may run. */
  limitedBy: (seconds: number) => Limited
  signal: Signal
  settings: Settings
  instance: { uuid: string }
  actors: ActorCache
  usageWriter: UsageWriter
  /** From rows in `jobs` to the queue; never throws, because the sweep repairs. */
  deliver: (rows: Queued[]) => Promise<void>
  /** Performs rows here and now, for calls that ask not to use the background. */
  performHere: (rows: Queued[]) => Promise<void>
  /** Tells every process what changed outside of a change, soon. */
  notify: (event: ChangeEvent) => void
  /** Whether the queue answers. */
  queueReady: () => Promise<boolean>
  close: () => Promise<void>
}
type Options = { log: Logger; ports?: Ports; connections?: number }

const instanceOf = async (db: Db, secret: string) => {
  const instance = await db.instance.findUnique({ where: { id: 1 } })
  if (!instance) throw new Error('The database has no instance yet. Run `npm start` once, which prepares it.')
  checkSecret(instance, secret)
  return { uuid: instance.uuid }
}

/** One after the other: what is written last needs what is closed later. */
const closeAll = async (parts: { close: () => unknown }[]) => {
  for (const part of parts) await part.close()
}

const closing = (pool: Pool) => ({ close: () => pool.end() })

const portsOf = ({ SECRET_KEY, SMTP_URL, DATA_DIR, BASE_URL }: Env) =>
  realPorts(SECRET_KEY, { smtpUrl: SMTP_URL, dataDir: DATA_DIR, base: BASE_URL })

/** Opens all that a process needs. Rejects with one clear sentence when the database or the SECRET_KEY is not the right one. */
export const openSystem = async (env: Env, { log, ports: outside = portsOf(env), connections = 10 }: Options): Promise<System> => {
  const report = (error: unknown) => log.error(error)
  const pool = openPool(env.DATABASE_URL, connections, report)
  const db = openDb(pool)
  const instance = await instanceOf(db, env.SECRET_KEY)
  const signal = await listenTo(env.DATABASE_URL, report)
  const sql = sqlOf(pool)
  const ports: Ports = { ...outside, sharedNow: async () => outside.shared?.() ?? (await sql.now()) }
  const settings = await openSettings(db, signal, ports.seal)
  const outbox = openOutbox(env, instance.uuid, report)
  const notifier = openNotifier(pool, report)
  const limited = openLimited((seconds) => openPool(env.DATABASE_URL, 2, report, seconds))
  const usageWriter = openUsageWriter(pool, db, report)
  const system: System = {
    env,
    log,
    ports,
    pool,
    db,
    sql,
    logSql: logSqlOf(pool),
    jobRows: jobRowsOf(pool),
    limits: limitsOf(pool),
    limitedBy: limited.by,
    signal,
    settings,
    instance,
    usageWriter,
    actors: actorCache(signal),
    deliver: outbox.deliver,
    performHere: (rows) => performHere(system, rows),
    notify: notifier.notify,
    queueReady: outbox.ready,
    close: () => closeAll([notifier, usageWriter, ports.smtp, outbox, signal, limited, { close: () => db.$disconnect() }, closing(pool)]),
  }
  return system
}
