import { fail } from '@reeve/contract/failure'
import type { z } from 'zod'
import type { Job, JobCtx } from './job.ts'
import { contactUsers } from './jobs/contactUsers.ts'
import { keyHealth } from './jobs/keyHealth.ts'
import { logRetention } from './jobs/logRetention.ts'
import { makePartitions } from './jobs/makePartitions.ts'
import { cacheExports, pullAll, pushAll } from './jobs/manualTasks.ts'
import { pruneMails } from './jobs/pruneMails.ts'
import { pruneSessions } from './jobs/pruneSessions.ts'
import { pruneUpdateLogs } from './jobs/pruneUpdateLogs.ts'
import { purgeJobs } from './jobs/purgeJobs.ts'
import { sendDigests } from './jobs/sendDigests.ts'
import { sendMail } from './jobs/sendMail.ts'

/** A job whose payload comes from a row: it is read as the job declares it before the job sees it. */
export type Performable = Pick<Job, 'name' | 'queue' | 'attempts' | 'as'> & { run: (ctx: JobCtx, payload: unknown) => Promise<string> }
export const performable = <P extends z.ZodType>({ payload, run, ...job }: Job<P>): Performable => ({
  ...job,
  run: async (ctx, said) => {
    const read = payload.safeParse(said)
    return read.success ? run(ctx, read.data) : fail('invalid', `The payload of this job cannot be read: ${read.error.issues[0]?.message}`)
  },
})

/** Every job there is. One that is missing here fails with a sentence when its row comes up. */
export const jobs: readonly Performable[] = [
  performable(pruneSessions),
  performable(makePartitions),
  performable(purgeJobs),
  performable(pullAll),
  performable(pushAll),
  performable(cacheExports),
  performable(pruneUpdateLogs),
  performable(logRetention),
  performable(sendMail),
  performable(contactUsers),
  performable(pruneMails),
  performable(sendDigests),
  performable(keyHealth),
]
