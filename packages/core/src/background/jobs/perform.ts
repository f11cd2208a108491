import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '@reeve/contract/inputs/failure'
import { bulkOf, type System } from '../../context.ts'
import { systemActor } from '../../kernel/systemActor.ts'
import { change } from '../../request/change.ts'
import type { JobCtx, Performable } from '../../request/defineJob.ts'
import type { JobRows, Released, Running, Trouble } from '../data/jobRows.ts'
import type { Queued, QueueMessage } from '../data/queues.ts'
import { classOf, pauseBefore } from './backOff.ts'
import { type Alive, keepAlive, storable } from './keepAlive.ts'

/**
 * `signal`: the worker stops. `background`: a failed job may be tried again later, by anybody. `stuck`: a cancelled job does not listen;
 * its row is settled, and whoever holds the process must end it.
 */
type Options = { jobs: readonly Performable[]; signal: AbortSignal; background: boolean; stuck: (row: Running) => void }
type Asked = Pick<Options, 'jobs'> & Partial<Options>
const never = new AbortController().signal
/** How long a cancelled job has to notice. */
const patience = 3000

/** Who works here: machine and process. With the queue behind it, it names a worker. */
export const processName = `${hostname()}:${process.pid}`
const workerOf = ({ worker }: Pick<Queued, 'worker'>) => `${processName}:${worker}`

const troubleOf = (error: unknown): Trouble => {
  if (!(error instanceof Error)) return { message: storable(String(error)), exception: '', stack: '' }
  const exception = error instanceof Failure ? `Failure (${error.kind})` : error.name
  const cause = error.cause instanceof Error ? `\nCaused by: ${error.cause.stack ?? error.cause.message}` : ''
  return { message: storable(error.message), exception, stack: storable(`${error.stack ?? ''}${cause}`).slice(0, 20_000) }
}

class Cancelled extends Error {
  override name = 'Cancelled'
}

const actorFor = (system: System, row: Running, job: Performable) => (job.as === 'system' ? systemActor() : system.actorOfUser(row.user_id))

const run = async (
  system: System,
  row: Running,
  job: Performable,
  { signal, progress, log, failed }: Pick<JobCtx, 'signal' | 'progress' | 'log' | 'failed'>,
) => {
  const { ports } = system
  const { db, sql, pool } = system.long
  const actor = await actorFor(system, row, job)
  const settings = await system.settings.fresh()
  const ctx: JobCtx = {
    actor,
    settings,
    mails: system.mailRows,
    read: db,
    sql,
    bulk: bulkOf(pool, system.env.DATA_DIR),
    ports,
    signal,
    change: (work) => change(system, actor, { timeoutSeconds: job.timeoutSeconds, long: true }, work),
    progress,
    log,
    failed,
  }
  return job.run(ctx, row.payload)
}

/** Failed, and not tried again: the job's own definition says what must happen then. What goes wrong there is reported and nothing else. */
const giveUp = async (system: System, job: Performable | undefined, { payload }: Pick<Running, 'payload'>) => {
  if (!job?.onGivenUp) return
  const { onGivenUp, timeoutSeconds } = job
  await change(system, systemActor(), { timeoutSeconds, long: true }, (ctx) => onGivenUp(ctx, payload)).catch((error: unknown) =>
    system.log.error(error),
  )
}

type Ending = { system: System; rows: JobRows; row: Running; options: Options; alive: Alive }

/** What becomes of a row whose job threw: cancelled, failed, or another round. */
const settleError = async (
  { system, rows, row, options, alive }: Ending,
  job: Performable | undefined,
  reason: unknown,
  error: unknown,
) => {
  if (reason instanceof Cancelled) return void (await rows.cancelled(row, reason.message, alive.rest()))
  const trouble = troubleOf(error)
  if (options.background && options.signal.aborted) {
    const message = `${trouble.message} The worker was told to stop; another takes over.`
    return system.deliver(await rows.again(row, { ...trouble, message }, alive.rest(), { delay: 0, counts: false }))
  }
  const attempts = options.background && classOf(error) !== 'permanent' ? (job?.attempts ?? 1) : 1
  if (row.retries + 1 >= attempts) {
    const failed = await rows.fail(row, trouble, alive.rest())
    // Performed here and now, it may be asked for again by the caller, who waits.
    if (failed.length > 0 && options.background) await giveUp(system, job, row)
    return
  }
  const delay = pauseBefore(row.retries, error)
  const next = await rows.again(row, trouble, alive.rest(), { delay, counts: true })
  return system.deliver(next.map((one) => ({ ...one, delay })))
}

/** One that was told to end and goes on all the same: its row does not wait for it, and neither does its worker. */
const insist = async ({ rows, row, options, alive }: Ending, ended: AbortSignal) => {
  const late = await sleep(patience, true, { signal: ended }).catch(() => false)
  if (!late || !(await rows.cancelled(row, 'Cancelled; it did not listen, so its worker was replaced.', alive.rest())).length) return
  options.stuck(row)
}

const carryOut = async (system: System, rows: JobRows, row: Running, options: Options) => {
  const report = (error: unknown) => system.log.error(error)
  const fence = new AbortController()
  const ended = new AbortController()
  const alive = keepAlive(system, rows, row, {
    lost: () => fence.abort(new Error('Another round of this job has begun.')),
    cancel: () => {
      if (fence.signal.aborted) return
      fence.abort(new Cancelled('Cancelled.'))
      void insist(ending, ended.signal).catch(report)
    },
  })
  const ending: Ending = { system, rows, row, options, alive }
  const tell = () => system.notify({ noun: 'jobs', id: String(row.id) })
  const job = options.jobs.find(({ name }) => name === row.job_type)
  tell()
  try {
    if (!job) throw new Failure('notFound', `This version of Reeve knows no job called ${row.job_type}.`)
    const signal = AbortSignal.any([options.signal, fence.signal])
    let failures = 0
    const failed = (parts: number) => void (failures = parts)
    const message = await run(system, row, job, { signal, progress: alive.progress, log: alive.log, failed })
    await rows.complete(row, storable(message), alive.rest(), failures)
  } catch (error) {
    await settleError(ending, job, fence.signal.reason, error)
  } finally {
    ended.abort()
    alive.end()
    tell()
  }
}

/**
 * The way of every job: claim its row, become who asked for it, do it, say how it ended. A round that is over, running elsewhere or
 * unknown is left alone, so any number of deliveries is one performance.
 */
export const perform = async (system: System, message: QueueMessage, { jobs, signal = never, stuck = () => {} }: Asked) => {
  const rows = system.jobRows
  const row = await rows.claim(message, `${processName}:${message.queue ?? 'default'}`)
  if (row) await carryOut(system, rows, row, { jobs, signal, stuck, background: true })
}

/** Performs rows here and now, one after the other. What fails has failed: whoever asked is waiting and may ask again. */
export const performHere = async (system: System, queued: readonly Queued[], { jobs, signal = never }: Asked) => {
  const rows = system.jobRows
  for (const one of queued) {
    // Born running, which only its maker knows of; or, where somebody wants it tried again, waiting.
    const row = (await rows.resume(one, workerOf(one))) ?? (await rows.claim(one, workerOf(one)))
    if (row) await carryOut(system, rows, row, { jobs, signal, stuck: () => {}, background: false })
  }
}

const handOn = async (system: System, jobs: readonly Performable[], released: readonly Released[], overdue: readonly Queued[] = []) => {
  for (const { id } of released) system.notify({ noun: 'jobs', id: String(id) })
  for (const row of released)
    if (row.status === 'failed')
      await giveUp(
        system,
        jobs.find(({ name }) => name === row.job_type),
        row,
      )
  await system.deliver([...released.filter(({ status }) => status === 'waiting'), ...overdue])
}

/** Repairs what was lost on the way: rows of dead workers get another round, what never arrived is delivered again. */
export const sweep = async (system: System, jobs: readonly Performable[]) => {
  const rows = system.jobRows
  await handOn(system, jobs, await rows.release(), await rows.overdue())
}

/** Hands on whatever a process was doing that is dead, or about to be. */
export const handOnFrom = async (system: System, jobs: readonly Performable[], process: string) =>
  handOn(system, jobs, await system.jobRows.releaseOf(`${process}:`))
