import { z } from 'zod'
import { defineJob } from '../request/defineJob.ts'

/** Removes what updates of the database left in the log (operations 5.3). Run twice, the second run finds nothing left. */
export const pruneUpdateLogs = defineJob({
  name: 'prune_update_logs',
  queue: 'default',
  attempts: 3,
  as: 'owner',
  payload: z.object({}),
  about: () => 'Entries about updates of the database',
  run: async ({ bulk, change, signal }) => {
    const rounds = await bulk.pruneUpdateLogs(signal)
    const values = { title: 'Pruning updates', change: `Pruning completed in ${rounds} iteration(s).` }
    await change(({ write }) => write.note({ action: 'pruneUpdateLogs', model: 'Log', model_id: 0, ...values }))
    return `Job done. ${values.change}`
  },
})
