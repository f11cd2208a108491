import { z } from 'zod'
import { defineJob } from '../../request/defineJob.ts'

/** Removes jobs that are over and old, with their tries, and old runs of tasks. Run twice, the second run finds nothing left. */
export const purgeJobs = defineJob({
  name: 'purge_jobs',
  queue: 'default',
  attempts: 3,
  as: 'system',
  payload: z.object({}),
  about: () => 'Jobs that are over',
  run: async ({ bulk, settings }) => {
    const seconds = settings['SimpleBackgroundJobs.max_job_history_ttl']
    if (seconds === 0) return 'Job done. All jobs are kept.'
    return `Job done. Removed: ${await bulk.purgeJobs(seconds)}.`
  },
})
