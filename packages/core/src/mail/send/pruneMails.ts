import { z } from 'zod'
import { defineJob } from '../../request/defineJob.ts'

/**
 * Takes the text from mails that nobody had sent again for a month (it may hold a password), and removes the oldest rows of the
 * ledger. Run twice, the second run finds nothing left.
 */
export const pruneMails = defineJob({
  name: 'prune_mails',
  queue: 'default',
  attempts: 3,
  as: 'system',
  payload: z.object({}),
  about: () => 'Texts of mails that will not be sent, and the oldest rows',
  run: async ({ bulk, settings }) => {
    const { emptied, removed } = await bulk.pruneMails(settings['Mail.keep_days'])
    return `Job done. Texts emptied: ${emptied}, rows removed: ${removed}.`
  },
})
