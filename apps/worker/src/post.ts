import { setTimeout as sleep } from 'node:timers/promises'
import type { Queues, Worker } from '@reeve/core/background/data/queues'
import { perform } from '@reeve/core/background/jobs/perform'
import type { System } from '@reeve/core/context'
import type { Performable } from '@reeve/core/request/defineJob'
import type { Present } from './presence.ts'

/** How long a job may go on once its worker has been told to stop, and how long it has to notice. */
const grace = 8000
const lastWords = 3000

/** One queue of this process, with the jobs it is at. `set` obeys what settings and admins want, at once. */
export type Post = {
  queue: string
  present: () => Present
  ready: () => Promise<void>
  set: (wish: { concurrency: number; paused: boolean }) => Promise<void>
  /** Waits for running jobs, then tells them to stop; whoever does not listen is left to the sweep of another process. */
  close: () => Promise<void>
}
type Place = { system: System; carriers: Queues; jobs: readonly Performable[]; stuck: () => void; report: (error: unknown) => void }

const drained = async (worker: Worker, stop: AbortController) => {
  const closed = worker.close().catch(() => {})
  await Promise.race([closed, sleep(grace, undefined, { ref: false })])
  stop.abort(new Error('The worker stops.'))
  await Promise.race([closed, sleep(lastWords, undefined, { ref: false })])
}

/** Takes jobs of one queue, as many at a time as the settings say. */
export const openPost = ({ system, carriers, jobs, stuck, report }: Place, queue: string, concurrency: number): Post => {
  const stop = new AbortController()
  const active = new Set<number>()
  let processed = 0
  let paused = false
  const work = async (message: Parameters<typeof perform>[1]) => {
    // One that was being fetched when the pause came: back to the queue, for somebody else or for later.
    if (paused) return void setTimeout(() => void system.deliver([{ ...message, worker: queue, job_type: 'again' }]), 500).unref()
    active.add(message.id)
    try {
      await perform(system, message, { jobs, signal: stop.signal, stuck })
    } finally {
      active.delete(message.id)
      processed++
    }
  }
  const worker = carriers.worker(queue, concurrency, work, report)
  return {
    queue,
    present: () => ({ queue, concurrency: worker.concurrency, jobs: [...active], processed }),
    ready: () => worker.waitUntilReady(),
    set: async (wish) => {
      paused = wish.paused
      if (worker.concurrency !== wish.concurrency) worker.concurrency = wish.concurrency
      if (wish.paused && !worker.isPaused()) await worker.pause(true)
      if (!wish.paused && worker.isPaused()) await worker.resume()
    },
    close: () => drained(worker, stop),
  }
}
