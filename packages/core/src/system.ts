import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { actorOfUser } from './access/actors/actors.ts'
import { actorCache } from './access/data/actorCache.ts'
import { openUsageWriter } from './access/data/usageWriter.ts'
import { logSqlOf } from './audit/data/logSql.ts'
import { jobRowsOf } from './background/data/jobRows.ts'
import { openOutbox } from './background/data/outbox.ts'
import { performHere } from './background/jobs/perform.ts'
import { type Hold, type System, sqlOf } from './context.ts'
import { type Db, openDb, openPool } from './database/db.ts'
import { limitsOf } from './database/limit.ts'
import { checkSecret } from './database/secret.ts'
import { askPool } from './database/sql.ts'
import { jobs } from './jobs.ts'
import { openNotifier } from './kernel/notifier.ts'
import type { Ports } from './kernel/ports.ts'
import type { Env } from './kernel/process/env.ts'
import { openSettings } from './kernel/settings.ts'
import { listenTo } from './kernel/signal.ts'
import { mailRowsOf } from './mail/data/mailRows.ts'
import { realPorts } from './realPorts.ts'

/** `longConnections`: how many jobs and long changes use the database at a time. */
type Options = { log: Logger; ports?: Ports; connections?: number; longConnections?: number }
/** Milliseconds that a long change waits for its turn. */
const longPatience = 60_000

const instanceOf = async (db: Db, secret: string) => {
  const instance = await db.instance.findUnique({ where: { id: 1 } })
  if (!instance) throw new Error('The database has no instance yet. Run `npm start` once, which prepares it.')
  checkSecret(instance, secret)
  return { uuid: instance.uuid }
}

const holdOn = (pool: Pool): Hold => ({ pool, db: openDb(pool), sql: sqlOf(askPool(pool)), logSql: logSqlOf(pool) })
const closeHold = async ({ db, pool }: Hold) => {
  await db.$disconnect()
  await pool.end()
}

/** One small pool for each limit that a role has; idle ones keep no connection. */
const openLimited = (open: (seconds: number) => Pool) => {
  const known = new Map<number, Hold>()
  return {
    by: (seconds: number): Hold => {
      const hold = known.get(seconds) ?? holdOn(open(seconds))
      known.set(seconds, hold)
      return hold
    },
    close: async () => {
      for (const hold of known.values()) await closeHold(hold)
    },
  }
}

/** A hold that is opened when it is first used: a process without jobs and long changes needs no second client. */
const openLater = (open: () => Pool) => {
  let hold: Hold | undefined
  return { get: () => (hold ??= holdOn(open())), close: async () => (hold ? closeHold(hold) : undefined) }
}

/** The pools beside the first: see `System`. */
const openOthers = ({ DATABASE_URL }: Env, longConnections: number, report: (error: unknown) => void) => {
  const limited = openLimited((seconds) => openPool(DATABASE_URL, 2, report, { seconds }))
  const long = openLater(() => openPool(DATABASE_URL, longConnections, report, { patience: longPatience }))
  return {
    limitedBy: limited.by,
    long: long.get,
    close: async () => {
      await limited.close()
      await long.close()
    },
  }
}

/** One after the other: what is written last needs what is closed later. */
const closeAll = async (parts: { close: () => unknown }[]) => {
  for (const part of parts) await part.close()
}

const portsOf = ({ SECRET_KEY, SMTP_URL, DATA_DIR, BASE_URL }: Env) =>
  realPorts(SECRET_KEY, { smtpUrl: SMTP_URL, dataDir: DATA_DIR, base: BASE_URL })

/** The clock that all machines share is the database's, unless a test holds it. */
const withSharedClock = (ports: Ports, { sql }: Hold): Ports => ({ ...ports, sharedNow: async () => ports.shared?.() ?? (await sql.now()) })

/** Opens all that a process needs. Rejects with one clear sentence when the database or the SECRET_KEY is not the right one. */
export const openSystem = async (
  env: Env,
  { log, ports: outside = portsOf(env), connections = 10, longConnections = 4 }: Options,
): Promise<System> => {
  const report = (error: unknown) => log.error(error)
  const hold = holdOn(openPool(env.DATABASE_URL, connections, report))
  const { pool, db } = hold
  const instance = await instanceOf(db, env.SECRET_KEY)
  const signal = await listenTo(env.DATABASE_URL, report)
  const ports = withSharedClock(outside, hold)
  const settings = await openSettings(db, signal, ports)
  const [outbox, notifier] = [openOutbox(env, instance.uuid, report), openNotifier(pool, report)]
  const pools = openOthers(env, longConnections, report)
  const usageWriter = openUsageWriter(pool, db, report)
  const system: System = {
    ...hold,
    env,
    log,
    ports,
    jobRows: jobRowsOf(pool),
    mailRows: mailRowsOf(pool, ports.now),
    limits: limitsOf(pool),
    get long() {
      return pools.long()
    },
    limitedBy: pools.limitedBy,
    signal,
    settings,
    instance,
    usageWriter,
    actors: actorCache(signal),
    actorOfUser: (id) => actorOfUser(system, id),
    deliver: outbox.deliver,
    performHere: (rows) => performHere(system, rows, { jobs }),
    notify: notifier.notify,
    queueReady: outbox.ready,
    close: () => closeAll([notifier, usageWriter, ports.smtp, outbox, signal, pools, { close: () => closeHold(hold) }]),
  }
  return system
}
