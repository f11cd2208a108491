import { type BackendFactory, createPostgresBackend, createRedisBackend, type IQueueBackend, withBackend } from 'bullmq'
import { Client } from 'pg'
import type { Env } from '../../kernel/process/env.ts'

/** What travels through a queue: which row, and which of its rounds. All else stays in the row. */
export type QueueMessage = { id: number; round: number; queue?: string }
/** A row of `jobs` on its way to the queue, which holds it back for `delay` milliseconds. */
export type Queued = { id: number; worker: string; job_type: string; round: number; delay?: number }
export type Queue = {
  addBulk: (jobs: { name: string; data: QueueMessage; opts: { jobId: string; delay?: number } }[]) => Promise<unknown>
  isPaused: () => Promise<boolean>
  getWaitingCount: () => Promise<number>
  getActiveCount: () => Promise<number>
  close: () => Promise<void>
}
export type Worker = {
  waitUntilReady: () => Promise<void>
  isRunning: () => boolean
  isPaused: () => boolean
  /** Takes no more jobs; those it has go on. */
  pause: (doNotWaitActive?: boolean) => Promise<void>
  resume: () => Promise<void>
  concurrency: number
  close: (force?: boolean) => Promise<void>
}
type Report = (error: unknown) => void
/** `connections`: of one queue or worker; the PostgreSQL back end adds one for LISTEN to each worker. */
export type Queues = {
  queue: (name: string, report: Report) => Queue
  worker: (name: string, concurrency: number, perform: (message: QueueMessage) => Promise<void>, report: Report) => Worker
}

// Nothing is kept of what is over: the row knows how it ended, and a name that is kept would swallow a later delivery.
const kept = { removeOnComplete: true, removeOnFail: true }

type Connections<C> = { forQueue: C; forWorker: C; prefix: string }
const bound = <B extends IQueueBackend, C>(factory: BackendFactory<B, C>, { forQueue, forWorker, prefix }: Connections<C>): Queues => {
  const classes = withBackend(factory)
  return {
    queue: (name, report) => {
      const queue = new classes.Queue<QueueMessage, void>(name, {
        connection: forQueue,
        prefix,
        defaultJobOptions: kept,
        skipMetasUpdate: true,
      })
      queue.on('error', report)
      return queue
    },
    worker: (name, concurrency, perform, report) => {
      const carry = ({ data: { id, round } }: { data: QueueMessage }) => perform({ id, round, queue: name })
      const worker = new classes.Worker<QueueMessage, void>(name, carry, {
        connection: forWorker,
        prefix,
        concurrency,
        runRetryDelay: 1000,
      })
      worker.on('error', report)
      worker.on('failed', (_, error) => report(error))
      return worker
    },
  }
}

/** BullMQ listens to its connections while they rest; one that is cut off at work tells whoever asked it, and must not end the process besides. */
export class LastingClient extends Client {
  constructor(...input: ConstructorParameters<typeof Client>) {
    super(...input)
    this.on('error', () => {})
  }
}

/**
 * The one place that knows what carries the queues: Redis where REDIS_URL names one, else the database. Each queue and worker has
 * connections of its own, opened when first used. `instance` keeps apart the instances that share one Redis.
 */
export const queuesOf = ({ REDIS_URL, DATABASE_URL }: Env, instance: string): Queues => {
  const prefix = `reeve-${instance}`
  if (REDIS_URL) {
    const redis = { url: REDIS_URL, connectTimeout: 5000 }
    return bound(createRedisBackend, {
      forQueue: { ...redis, maxRetriesPerRequest: 1 },
      forWorker: { ...redis, maxRetriesPerRequest: null },
      prefix,
    })
  }
  const postgres = { connectionString: DATABASE_URL, schema: 'bullmq', migrate: true, connectionTimeoutMillis: 5000, Client: LastingClient }
  return bound(createPostgresBackend, { forQueue: { ...postgres, max: 1 }, forWorker: { ...postgres, max: 2 }, prefix })
}
