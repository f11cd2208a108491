import { setTimeout as sleep } from 'node:timers/promises'
import type { Env } from '../../kernel/env.ts'
import type { Queued } from '../../request/job.ts'
import { type Queue, queuesOf } from './queues.ts'

export type Outbox = {
  /** From rows in `jobs` to their queues. Never throws: what did not arrive is delivered again by the sweep. */
  deliver: (rows: readonly Queued[]) => Promise<void>
  /** Whether the back end answers. */
  ready: () => Promise<boolean>
  close: () => Promise<void>
}
const patience = 3000

/** The same row and round has the same name, so a queue that holds it already takes it only once. */
const asJob = ({ id, round, job_type, delay }: Queued) => ({
  name: job_type,
  data: { id, round },
  opts: { jobId: `job-${id}-${round}`, ...(delay !== undefined && { delay }) },
})

/** A back end that does not answer must not hold up whoever asked for the job. */
const inTime = async <T>(work: Promise<T>): Promise<T> => {
  const timer = new AbortController()
  const late = sleep(patience, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error(`The queue did not answer within ${patience / 1000} s.`)
  })
  late.catch(() => {})
  return Promise.race([work, late]).finally(() => timer.abort())
}

/** Queues are opened when first used: a process that never enqueues holds no connection for it. */
export const openOutbox = (env: Env, instance: string, report: (error: unknown) => void): Outbox => {
  const queues = queuesOf(env, instance)
  const opened = new Map<string, Queue>()
  const open = (name: string) => {
    const queue = opened.get(name) ?? queues.queue(name, report)
    opened.set(name, queue)
    return queue
  }
  const use = async <T>(name: string, work: (queue: Queue) => Promise<T>): Promise<T> => {
    const queue = open(name)
    try {
      return await inTime(work(queue))
    } catch (error) {
      // One that could not be opened stays shut for good; the next use opens another.
      opened.delete(name)
      queue.close().catch(report)
      throw error
    }
  }
  const deliver = async (rows: readonly Queued[]) => {
    for (const [name, all] of Map.groupBy(rows, ({ worker }) => worker))
      await use(name, (queue) => queue.addBulk(all.map(asJob))).catch(report)
  }
  const ready = () =>
    use('default', (queue) => queue.isPaused()).then(
      () => true,
      () => false,
    )
  return { deliver, ready, close: async () => void (await Promise.allSettled([...opened.values()].map((queue) => queue.close()))) }
}
