import { Failure } from '@reeve/contract/failure'
import { actorOfUser, systemActor } from './actors.ts'
import { bulkOf } from './bulk.ts'
import { change } from './change.ts'
import type { JobCtx, Queued } from './job.ts'
import { type JobRows, jobRowsOf, type Running } from './jobRows.ts'
import { jobs as all, type Performable } from './jobs.ts'
import { mailRowsOf } from './mail/rows.ts'
import type { Cargo } from './queues.ts'
import { serverOf } from './smtp.ts'
import type { System } from './system.ts'

/** `signal`: the worker stops. `background`: a failed job may be tried again later, by anybody. */
type Manner = { jobs: readonly Performable[]; signal: AbortSignal; background: boolean }
const never = new AbortController().signal
const heartbeat = 5000
const seldom = 500

/** Seconds before another try: 5, 20, 80, 320 … up to an hour. */
export const pauseBefore = (retries: number) => Math.min(3600, 5 * 4 ** retries) * 1000

/** No later try can change what is wrong with these. */
const isFinal = (error: unknown) => error instanceof Failure && ['invalid', 'unauthenticated', 'forbidden', 'notFound'].includes(error.kind)
const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Keeps the row ours while the job works, and its progress in it; `lost` is told when another round has begun. */
const keepAlive = (rows: JobRows, row: Running, report: (error: unknown) => void, lost: () => void) => {
  const said = { percent: 0, message: 'Started.', at: Number.NEGATIVE_INFINITY }
  const write = async () => {
    said.at = performance.now()
    if (!(await rows.beat(row, said.percent, said.message))) lost()
  }
  const timer = setInterval(() => void write().catch(report), heartbeat)
  return {
    /** What comes too soon after the last is written with the next beat, if nothing newer replaced it. */
    progress: async (percent: number, message: string) => {
      Object.assign(said, { percent: Math.max(0, Math.min(99, Math.round(percent))), message })
      if (performance.now() - said.at >= seldom) await write()
    },
    end: () => clearInterval(timer),
  }
}

const run = async (system: System, row: Running, job: Performable, { signal, progress }: Pick<JobCtx, 'signal' | 'progress'>) => {
  const { db, sql, pool, ports } = system
  const actor = job.as === 'system' ? systemActor() : await actorOfUser(system, row.user_id)
  const settings = await system.settings.fresh()
  const ctx: JobCtx = {
    actor,
    settings,
    mails: mailRowsOf(pool),
    smtpServer: serverOf(settings, system.env.SMTP_URL),
    read: db,
    sql,
    bulk: bulkOf(pool),
    ports,
    signal,
    change: (work) => change(system, actor, {}, ({ write, read, enqueue }) => work(write, read, enqueue)),
    progress,
  }
  return job.run(ctx, row.payload)
}

/** What becomes of a row whose job threw: failed, or another round. */
const settleError = async (system: System, rows: JobRows, row: Running, job: Performable | undefined, manner: Manner, error: unknown) => {
  const message = sentenceOf(error)
  if (manner.background && manner.signal.aborted)
    return system.deliver(await rows.again(row, `${message} The worker was told to stop; another takes over.`, { delay: 0, counts: false }))
  const attempts = manner.background && !isFinal(error) ? (job?.attempts ?? 1) : 1
  if (row.retries + 1 >= attempts) return void (await rows.fail(row, message))
  const delay = pauseBefore(row.retries)
  const next = await rows.again(row, message, { delay, counts: true })
  return system.deliver(next.map((one) => ({ ...one, delay })))
}

const carryOut = async (system: System, rows: JobRows, row: Running, manner: Manner) => {
  const report = (error: unknown) => system.log.error(error)
  const fence = new AbortController()
  const alive = keepAlive(rows, row, report, () => fence.abort(new Error('Another round of this job has begun.')))
  const job = manner.jobs.find(({ name }) => name === row.job_type)
  try {
    if (!job) throw new Failure('notFound', `This version of Reeve knows no job called ${row.job_type}.`)
    const signal = AbortSignal.any([manner.signal, fence.signal])
    const message = await run(system, row, job, { signal, progress: alive.progress })
    await rows.complete(row, message)
  } catch (error) {
    await settleError(system, rows, row, job, manner, error)
  } finally {
    alive.end()
  }
}

/**
 * The way of every job: claim its row, become who asked for it, do it, say how it ended. A round that is over, running elsewhere or
 * unknown is left alone, so any number of deliveries is one performance.
 */
export const perform = async (system: System, cargo: Cargo, { jobs = all, signal = never }: Partial<Manner> = {}) => {
  const rows = jobRowsOf(system.pool)
  const row = await rows.claim(cargo)
  if (row) await carryOut(system, rows, row, { jobs, signal, background: true })
}

/** Performs rows that were born running, one after the other. What fails has failed: whoever asked is waiting and may ask again. */
export const performHere = async (system: System, queued: readonly Queued[], { jobs = all, signal = never }: Partial<Manner> = {}) => {
  const rows = jobRowsOf(system.pool)
  for (const one of queued) {
    const row = await rows.resume(one)
    if (row) await carryOut(system, rows, row, { jobs, signal, background: false })
  }
}

/** Repairs what was lost on the way: rows of dead workers get another round, what never arrived is delivered again. */
export const sweep = async (system: System) => {
  const rows = jobRowsOf(system.pool)
  const released = (await rows.release()).filter(({ status }) => status === 'waiting')
  await system.deliver([...released, ...(await rows.overdue())])
}
