import { z } from 'zod'
import { defineJob } from '../request/defineJob.ts'

/** Makes the months of the log ahead of time. Run twice, even at once, the second run finds them made. */
export const makePartitions = defineJob({
  name: 'make_partitions',
  queue: 'default',
  attempts: 5,
  as: 'system',
  payload: z.object({}),
  about: () => 'Months of the log',
  run: async ({ bulk, ports }) => {
    const made = await bulk.makeMonths(ports.now())
    return made.length > 0 ? `Job done. Made: ${made.join(', ')}.` : 'Job done. All months were there.'
  },
})
