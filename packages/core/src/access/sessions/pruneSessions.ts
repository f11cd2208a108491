import { z } from 'zod'
import { defineJob } from '../../request/defineJob.ts'

/** Removes sessions, mailed codes and counters that have expired. Run twice, the second run finds nothing left. */
export const pruneSessions = defineJob({
  name: 'prune_sessions',
  queue: 'default',
  attempts: 3,
  as: 'system',
  payload: z.object({}),
  about: () => 'Expired sessions, codes and counters',
  run: async ({ bulk }) => {
    const sessions = await bulk.pruneSessions()
    const codes = await bulk.pruneMailedCodes()
    const counters = await bulk.pruneCounters()
    return `Job done. Expired sessions removed: ${sessions}, codes: ${codes}, counters: ${counters}.`
  },
})
