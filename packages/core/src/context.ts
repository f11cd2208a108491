import type { QueueName } from '@reeve/contract/background/jobs'
import type { Failure } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { accessBulkOf } from './access/data/accessBulk.ts'
import { accessSqlOf } from './access/data/accessSql.ts'
import { accessLogged, accessUnlogged, accessWritersOf } from './access/data/accessWriters.ts'
import type { ActorCache } from './access/data/actorCache.ts'
import type { UsageWriter } from './access/data/usageWriter.ts'
import { auditBulkOf } from './audit/data/auditBulk.ts'
import { auditUnlogged } from './audit/data/auditUnlogged.ts'
import type { LogSql } from './audit/data/logSql.ts'
import { backgroundBulkOf } from './background/data/backgroundBulk.ts'
import { backgroundLogged, backgroundUnlogged, backgroundWritersOf } from './background/data/backgroundWriters.ts'
import type { JobRows } from './background/data/jobRows.ts'
import type { Queued } from './background/data/queues.ts'
import type { Db, Read, Tx } from './database/db.ts'
import type { Limits } from './database/limit.ts'
import { type Ask, serverSqlOf } from './database/sql.ts'
import { instanceUnlogged, instanceWritersOf } from './instance/data/instanceWriters.ts'
import { auditedWritersOf, traceOf } from './kernel/log/auditedWriter.ts'
import type { Ports } from './kernel/ports.ts'
import type { Env } from './kernel/process/env.ts'
import type { Settings } from './kernel/settings.ts'
import type { ChangeEvent, Signal } from './kernel/signal.ts'
import { mailBulkOf } from './mail/data/mailBulk.ts'
import type { MailRows } from './mail/data/mailRows.ts'
import { mailUnlogged, mailWritersOf } from './mail/data/mailWriters.ts'
import { peopleSqlOf } from './people/data/peopleSql.ts'
import { peopleLogged, peopleUnlogged, peopleWritersOf } from './people/data/peopleWriters.ts'

/** Models whose changes leave a row in the log, and those that leave none: every model is in one of the two. */
export const logged = { ...peopleLogged, ...accessLogged, ...backgroundLogged }
export const unlogged = {
  ...backgroundUnlogged,
  ...mailUnlogged,
  ...auditUnlogged,
  ...accessUnlogged,
  ...peopleUnlogged,
  ...instanceUnlogged,
  counter: 'of short life',
} as const

/** The raw questions of the areas, over the pool or inside a transaction. */
export const sqlOf = (ask: Ask) => ({ ...serverSqlOf(ask), ...accessSqlOf(ask), ...peopleSqlOf(ask) })
export type Sql = ReturnType<typeof sqlOf>

/** Work on sets of rows that leaves no log row of its own. */
export const bulkOf = (pool: Pool, dataDir: string) => ({
  ...backgroundBulkOf(pool),
  ...mailBulkOf(pool),
  ...auditBulkOf(pool, dataDir),
  ...accessBulkOf(pool),
})
export type Bulk = ReturnType<typeof bulkOf>

type At = { settings: SettingValues; now: () => Date }
/** The only ways to change anything, for one actor in one transaction; `changeEvents` collects what other processes must hear. */
export const writersOf = (tx: Tx, actor: Actor, at: At, changeEvents: ChangeEvent[]) => {
  const trace = traceOf(tx, actor, at, changeEvents)
  return {
    note: trace.note,
    ...auditedWritersOf(logged, { tx, now: at.now, trace, actor }),
    ...backgroundWritersOf(tx, trace),
    ...mailWritersOf(tx, trace),
    ...accessWritersOf(tx, trace),
    ...peopleWritersOf(tx, trace),
    ...instanceWritersOf(tx, trace),
  }
}
export type Write = ReturnType<typeof writersOf>

/** A question may go out to the world, but not change anything. So may the `prepare` of a change. */
export type ReadContext = {
  actor: Actor
  read: Read
  sql: Sql
  logSql: LogSql
  limits: Limits
  ports: Ports
  settings: SettingValues
  /** Another question of the catalogue, asked by the same actor under its own rules. */
  question: (name: string, input: object) => Promise<unknown>
}

/** What a row of `jobs` is made from: see `defineJob`. */
export type Enqueueable<P extends z.ZodType> = { name: string; queue: QueueName; payload: P; about: (payload: z.output<P>) => string }
/** Leaves a row in `jobs` inside the running transaction; it is delivered after the commit. Answers its number. */
export type Enqueue = <P extends z.ZodType>(job: Enqueueable<P>, payload: z.input<P>) => Promise<number>
/** A part of a change that may be refused without the rest. */
export type Savepoint = <T>(work: () => Promise<T>) => Promise<{ done: true; answer: T } | { done: false; failure: Failure }>

/** A change happens in one short transaction: it may write and enqueue, but reach neither the network nor a slow hash. */
export type WriteContext = {
  actor: Actor
  read: Read
  /** The raw questions, which see what the transaction has written. */
  sql: Sql
  write: Write
  enqueue: Enqueue
  /** Rows of `jobs` that wait again: delivered after the commit. */
  requeue: (rows: readonly Queued[]) => void
  savepoint: Savepoint
  ports: Pick<Ports, 'now' | 'sharedNow' | 'random' | 'keyHash' | 'seal' | 'base' | 'defaultSender'>
  settings: SettingValues
}

/** A hold on the database: one pool, and the ways to ask it. */
export type Hold = { pool: Pool; db: Db; sql: Sql; logSql: LogSql }

/** One process's hold on the world: made once by `openSystem`, handed to everything, closed at the end. */
export type System = Hold & {
  env: Env
  log: Logger
  ports: Ports
  jobRows: JobRows
  mailRows: MailRows
  limits: Limits
  /** A second, small pool for jobs and long changes, so that a question never waits behind them. */
  readonly long: Hold
  /** The database for callers whose role bounds how long a statement may run. */
  limitedBy: (seconds: number) => Hold
  signal: Signal
  settings: Settings
  instance: { uuid: string }
  actors: ActorCache
  /** The user of this number as an actor, by the rights of now; 0 is the instance itself. Fails where the account may not sign in. */
  actorOfUser: (id: number) => Promise<Actor>
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
