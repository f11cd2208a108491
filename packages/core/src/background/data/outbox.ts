import { setTimeout as sleep } from 'node:timers/promises'
import type { Env } from '../../kernel/process/env.ts'
import { type Queue, type Queued, queuesOf } from './queues.ts'

export type Outbox = {
  /** Sends rows of `jobs` to their queues. Never throws, and takes 0.3 s at most: the sweep delivers what did not arrive. */
  deliver: (rows: readonly Queued[]) => Promise<void>
  /** Whether the back end answers. */
  ready: () => Promise<boolean>
  close: () => Promise<void>
}
/** How long a caller waits for its jobs to be delivered, in milliseconds. The sweep delivers what did not arrive in time. */
const patience = 300
/** How long a look at the queue may take before it counts as away. */
const longest = 3000

/** The same row and round has the same name, so a queue that holds it already takes it only once. */
const asJob = ({ id, round, job_type, delay }: Queued) => ({
  name: job_type,
  data: { id, round },
  opts: { jobId: `job-${id}-${round}`, ...(delay !== undefined && { delay }) },
})

/** Rejects after so many milliseconds. The work itself goes on. */
const inTime = async <T>(work: Promise<T>, milliseconds: number): Promise<T> => {
  const timer = new AbortController()
  const late = sleep(milliseconds, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error(`The queue did not answer within ${milliseconds / 1000} s. Its jobs are kept and delivered later.`)
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
      return await work(queue)
    } catch (error) {
      // One that could not be opened stays shut for good; the next use opens another.
      if (opened.get(name) === queue) opened.delete(name)
      queue.close().catch(report)
      throw error
    }
  }
  const deliver = async (rows: readonly Queued[]) => {
    const all = [...Map.groupBy(rows, ({ worker }) => worker)]
    const sent = all.map(([name, some]) => use(name, (queue) => queue.addBulk(some.map(asJob))).catch(report))
    await inTime(Promise.all(sent), patience).catch(report)
  }
  const ready = () =>
    inTime(
      use('default', (queue) => queue.isPaused()),
      longest,
    ).then(
      () => true,
      () => false,
    )
  return { deliver, ready, close: async () => void (await Promise.allSettled([...opened.values()].map((queue) => queue.close()))) }
}
