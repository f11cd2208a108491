import { fail } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { z } from 'zod'
import type { Bulk, Enqueueable, Sql, WriteContext } from '../context.ts'
import type { Read } from '../database/db.ts'
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
  /** One transaction, with the same context as an operation that writes, for as long as the job declares. */
  change: <T>(work: (ctx: WriteContext) => Promise<T>) => Promise<T>
  progress: (percent: number, message: string) => Promise<void>
  /** A line that the page of the job shows. */
  log: (line: string) => void
  /** Says how many parts of the job did not succeed although it completes, such as mails that were refused. */
  failed: (parts: number) => void
}

/** `name` is the `job_type` of the wire. `about` answers one line about a run. */
export type Job<P extends z.ZodType = z.ZodType> = Enqueueable<P> & {
  /** How often it is tried in all before it counts as failed. */
  attempts: number
  /** Whose rights it has: those of the user who asked for it, as of now, or those of the instance itself. */
  as: 'owner' | 'system'
  /** How long each of its changes may take; 5 where nothing is declared. */
  timeoutSeconds?: number
  /** Must be safe to run twice. Its answer is the final message. */
  run: (ctx: JobCtx, payload: z.output<P>) => Promise<string>
  /** What must happen when the job has failed and is not tried again. Must be safe to run twice. */
  onGivenUp?: (ctx: WriteContext, payload: z.output<P>) => Promise<void>
}
export const defineJob = <P extends z.ZodType>(definition: Job<P>) => definition

/** A job whose payload comes from a row: it is read as the job declares it before the job sees it. */
export type Performable = Pick<Job, 'name' | 'queue' | 'attempts' | 'as' | 'timeoutSeconds'> & {
  run: (ctx: JobCtx, payload: unknown) => Promise<string>
  onGivenUp?: (ctx: WriteContext, payload: unknown) => Promise<void>
}
export const performable = <P extends z.ZodType>({ payload, run, onGivenUp, ...job }: Job<P>): Performable => ({
  ...job,
  run: async (ctx, input) => {
    const read = payload.safeParse(input)
    return read.success ? run(ctx, read.data) : fail('invalid', `The payload of this job cannot be read: ${read.error.issues[0]?.message}`)
  },
  ...(onGivenUp && {
    onGivenUp: async (ctx, input) => {
      const read = payload.safeParse(input)
      // A payload that cannot be read names nothing that could be settled.
      if (read.success) await onGivenUp(ctx, read.data)
    },
  }),
})
