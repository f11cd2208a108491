import { Failure, fail } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import { addJobs, type NewJob } from '../background/data/newJobs.ts'
import type { Queued } from '../background/data/queues.ts'
import { type Enqueue, type Savepoint, type System, sqlOf, type WriteContext, writersOf } from '../context.ts'
import type { Tx } from '../database/db.ts'
import { isStale, translated } from '../database/dbErrors.ts'
import { askIn } from '../database/sql.ts'
import { batcher } from '../kernel/batcher.ts'
import { type Entry, logRow, withSubjects, writeLogs } from '../kernel/log/log.ts'
import { type ChangeEvent, channel } from '../kernel/signal.ts'

/** `inline`: jobs are born running, so that nobody else takes them, and are performed here after the commit. */
export type ChangeOptions = {
  timeoutSeconds?: number | undefined
  inline?: boolean | undefined
  attempts?: number
  /** Uses the pool of the long ones however short it is: every change of a job does. */
  long?: boolean
  /** The settings that the request began with; those of now where none are given. */
  settings?: SettingValues
}
const tries = 3
/** Seconds that a change may take where nothing is declared; whatever declares more is a long one. */
const shortest = 5
/** So many rows of `jobs` are written in one statement. */
const mostTogether = 500

/** What is enqueued at the same time is written in one statement. */
const enqueueIn = (tx: Tx, actor: Actor, now: Date, queued: Queued[], inline: boolean): Enqueue => {
  const add = batcher<NewJob, number>(mostTogether, async (born) => {
    const rows = await addJobs(tx, born, { actor, now, running: inline })
    queued.push(...rows)
    return rows.map(({ id }) => id)
  })
  return async (job, payload) => {
    // What was parsed is JSON: payloads carry ids and words, never rows.
    const parsed = job.payload.parse(payload)
    return add({ worker: job.queue, job_type: job.name, job_input: job.about(parsed), payload: JSON.stringify(parsed) })
  }
}

/** What the part wrote, events and enqueued is undone with it; the rest of the transaction stands. */
const savepointIn =
  (tx: Tx, changeEvents: ChangeEvent[], queued: Queued[]): Savepoint =>
  async (work) => {
    const [tellings, jobs] = [changeEvents.length, queued.length]
    await tx.$executeRaw`SAVEPOINT attempt`
    try {
      const answer = await work()
      await tx.$executeRaw`RELEASE SAVEPOINT attempt`
      return { done: true, answer }
    } catch (error) {
      const failure = translated(error)
      if (isStale(error) || !(failure instanceof Failure)) throw error
      await tx.$executeRaw`ROLLBACK TO SAVEPOINT attempt`
      changeEvents.length = tellings
      queued.length = jobs
      return { done: false, failure }
    }
  }

const once = async <T>(system: System, actor: Actor, options: ChangeOptions, work: (ctx: WriteContext) => Promise<T>) => {
  const { ports } = system
  const { timeoutSeconds = shortest, inline = false, settings = system.settings.all(), long = timeoutSeconds > shortest } = options
  const events: ChangeEvent[] = []
  const queued: Queued[] = []
  // Without background jobs, everything is done here.
  const runHere = inline || !settings['MISP.background_jobs']
  const { db } = long ? system.long : system
  const answer = await db.$transaction(
    async (tx) => {
      const done = await work({
        actor,
        settings,
        ports,
        read: tx,
        sql: sqlOf(askIn(tx)),
        write: writersOf(tx, actor, { settings, now: ports.now }, events),
        enqueue: enqueueIn(tx, actor, ports.now(), queued, runHere),
        requeue: (rows) => void queued.push(...rows),
        savepoint: savepointIn(tx, events, queued),
      })
      // The signal is part of the change: it goes out with the commit, or not at all.
      const names = [...new Set(events.map(({ noun, id }) => `${noun} ${id}`))]
      if (names.length > 0) await tx.$executeRaw`SELECT pg_notify(${channel}, name) FROM unnest(${names}::text[]) AS name`
      return done
    },
    { timeout: timeoutSeconds * 1000, maxWait: long ? 60_000 : 10_000 },
  )
  return { answer, events, queued, runHere }
}

/** What must stay in the log although nothing was changed: refusals, failed sign-ins. Written once all is rolled back. */
export const keepingNotes = async <T>({ db, ports, settings }: System, actor: Actor, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    // The contract knows actions as texts; whoever fails with a note has named one of ours.
    const entries = error instanceof Failure ? (error.notes as Entry[]) : []
    await writeLogs(
      db,
      (await withSubjects(db, actor, entries)).map((entry) => logRow(actor, settings.all(), ports.now(), entry)),
    )
    throw error
  }
}

/**
 * A change: one transaction with its limit, tried again when another writer was quicker, its jobs delivered after the commit.
 * A failure rolls everything back. Errors of the database about our data become failures.
 */
export const change = async <T>(
  system: System,
  actor: Actor,
  options: ChangeOptions,
  work: (ctx: WriteContext) => Promise<T>,
): Promise<T> => {
  for (let left = options.attempts ?? tries; ; left--)
    try {
      const { answer, events, queued, runHere } = await once(system, actor, options, work)
      for (const one of events) system.signal.emit(one)
      for (const { id } of queued) system.notify({ noun: 'jobs', id: String(id) })
      await (runHere ? system.performHere(queued) : system.deliver(queued))
      return answer
    } catch (error) {
      if (isStale(error) && left > 1) continue
      if (isStale(error))
        fail('conflict', 'Somebody else changed this in the meantime. Look at it again, then repeat your change.', { cause: error })
      throw translated(error)
    }
}
