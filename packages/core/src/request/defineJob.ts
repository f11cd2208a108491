import type { QueueName } from '@reeve/contract/background/jobs'
import type { Actor } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { z } from 'zod'
import type { Bulk } from '../database/bulk.ts'
import type { Read } from '../database/db.ts'
import type { Sql } from '../database/sql.ts'
import type { Write } from '../kernel/log/auditedWriter.ts'
import type { Ports } from '../kernel/ports.ts'
import type { MailRows } from '../mail/data/mailRows.ts'

export type JobCtx = {
  actor: Actor
  read: Read
  sql: Sql
  bulk: Bulk
  ports: Ports
  settings: SettingValues
  mails: MailRows
  /** Aborted when the job is cancelled or its worker stops. */
  signal: AbortSignal
  /** One short transaction; whatever it writes is logged. */
  change: <T>(work: (write: Write, read: Read, enqueue: Enqueue) => Promise<T>) => Promise<T>
  progress: (percent: number, message: string) => Promise<void>
  /** A line for whoever looks at the job later. */
  log: (line: string) => void
  /** Says how many parts of the job did not succeed although it completes, such as mails that were refused. */
  failed: (parts: number) => void
}

export type Job<P extends z.ZodType = z.ZodType> = {
  /** As the wire calls it: `job_type`. */
  name: string
  queue: QueueName
  /** How often it is tried in all before it counts as failed. */
  attempts: number
  /** Whose rights it has: the user who asked for it, as of now, or the instance itself. */
  as: 'owner' | 'system'
  payload: P
  /** One line for people: what this run is about. */
  about: (payload: z.output<P>) => string
  /** Must be safe to run twice. Its answer is the final message. */
  run: (ctx: JobCtx, payload: z.output<P>) => Promise<string>
}
export const job = <P extends z.ZodType>(definition: Job<P>) => definition

/** A row of `jobs` on its way to the queue, which holds it back for `delay` milliseconds. */
export type Queued = { id: number; worker: string; job_type: string; round: number; delay?: number }
/** Leaves a row in `jobs` inside the running transaction; it is delivered after the commit. Answers its number. */
export type Enqueue = <P extends z.ZodType>(job: Job<P>, payload: z.input<P>) => Promise<number>
