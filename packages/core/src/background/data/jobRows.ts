import type { Pool } from 'pg'
import { batcher } from '../../kernel/batcher.ts'
import type { Queued, QueueMessage } from './queues.ts'

/** A row of `jobs` that is being performed. */
export type Running = Queued & { payload: unknown; user_id: number; retries: number }
/** A row that its worker lost; `waiting` for another, or over. */
export type Released = Queued & { status: string; payload: unknown }
/** How a try went wrong. */
export type Trouble = { message: string; exception: string; stack: string }
/** What a running job says: percent, a sentence, and lines that are new since the last beat. */
export type Saying = { progress: number; message: string; lines: readonly string[] }

/** A row whose heart has not beaten for so long belongs to nobody. A heart beats six times in it. */
const staleAfter = '30 seconds'
/** A row that takes its worker down with it must not do so for ever. */
const mostDeaths = 5
/** Rows delivered again in one sweep; those that wait behind them get their turn in the next. */
const mostSwept = 1000
const mostLines = 300

const queued = 'id, worker, job_type, round'
const running = `${queued}, payload, user_id, retries`
/** The row, in the round we know; after a newer one has begun nothing of ours touches it any more. */
const mine = `id = $1 AND round = $2 AND status = 'running'`
const over = 'heartbeat = NULL, date_modified = now()'
const describe = (values: string) =>
  `lines = (lines || ${values}::text[])[greatest(1, cardinality(lines || ${values}::text[]) - ${mostLines - 1}):]`
/** The try that ended, kept beside the row; `$3…$5` are message, exception and stack. */
const attempt = (round: string) => `
  noted AS (INSERT INTO job_attempts (job_id, round, began, worker_id, message, exception, stack)
    SELECT id, ${round}, started, worker_id, $3, $4, $5 FROM done)`
const begunBy = (who: string) =>
  `started = now(), heartbeat = now(), date_modified = now(), progress = 0, failures = 0, message = 'Started.', worker_id = ${who}`
const completed = `status = 'completed', progress = 100, cancel_wanted = NULL, ${over}`

/**
 * Of several rows those that are as expected, held until they are changed. Whoever is held elsewhere is left out: nobody waits for
 * another's row. Each is looked up by its number, whatever the planner thinks of how many wait.
 */
const several = (status: string) => `
  WITH held AS (
    SELECT found.id AS of, asked.word FROM unnest($1::int[], $2::int[], $3::text[]) AS asked (of, round, word),
      LATERAL (SELECT j.id FROM jobs j WHERE j.id = asked.of AND j.round = asked.round AND j.status = '${status}' FOR UPDATE SKIP LOCKED) found)`
/** So many rows take a step in one statement. */
const mostTogether = 32

/** A dead worker's rows: what was to be cancelled is, what killed too many workers has failed, the rest waits for another. */
const released = (which: string) => `
  WITH done AS (
    UPDATE jobs SET round = round + 1, retries = retries + 1, due = now(), ${over},
      status = CASE WHEN cancel_wanted IS NOT NULL THEN 'cancelled' WHEN retries >= ${mostDeaths} THEN 'failed' ELSE 'waiting' END,
      message = CASE WHEN cancel_wanted IS NOT NULL THEN 'Cancelled; its worker was replaced.'
        WHEN retries >= ${mostDeaths} THEN 'The worker ended while it did this, once too often.'
        ELSE 'The worker ended while it did this; another takes over.' END
    WHERE status = 'running' AND ${which} RETURNING ${queued}, status, payload, message, started, worker_id),
  noted AS (INSERT INTO job_attempts (job_id, round, began, worker_id, message, exception)
    SELECT id, round - 1, started, worker_id, message, 'WorkerEnded' FROM done)
  SELECT ${queued}, status, payload FROM done`

/**
 * The life of a row of `jobs`, each step one statement that holds only where the row is as expected. Times are the database's, so
 * that all machines agree on who is late.
 */
const steps = {
  claim: `UPDATE jobs SET status = 'running', ${begunBy('$3')} WHERE id = $1 AND round = $2 AND status = 'waiting' RETURNING ${running}`,
  claimSeveral: `${several('waiting')}
    UPDATE jobs SET status = 'running', ${begunBy('held.word')} FROM held WHERE id = held.of RETURNING ${running}`,
  resume: `UPDATE jobs SET ${begunBy('$3')} WHERE ${mine} RETURNING ${running}`,
  beat: `UPDATE jobs SET heartbeat = now(), date_modified = now(), progress = $3, message = $4, ${describe('$5')}
    WHERE ${mine} RETURNING cancel_wanted IS NOT NULL AS cancel`,
  complete: `UPDATE jobs SET ${completed}, message = $3, ${describe('$4')}, failures = $5 WHERE ${mine}`,
  completeSeveral: `${several('running')}
    UPDATE jobs SET ${completed}, message = held.word FROM held WHERE id = held.of RETURNING id, round`,
  fail: `WITH done AS (UPDATE jobs SET status = 'failed', message = $3, ${describe('$6')}, ${over} WHERE ${mine} RETURNING *), ${attempt('round')}
    SELECT id FROM done`,
  again: `WITH done AS (
      UPDATE jobs SET status = 'waiting', round = round + 1, message = $3, due = now() + $7 * interval '1 ms', retries = retries + $8::int,
        ${describe('$6')}, ${over} WHERE ${mine} RETURNING *), ${attempt('round - 1')}
    SELECT ${queued} FROM done`,
  cancelled: `UPDATE jobs SET status = 'cancelled', message = $3, ${describe('$4')}, ${over} WHERE ${mine} RETURNING id`,
  release: released(`heartbeat < now() - interval '${staleAfter}'`),
  releaseOf: released(`worker_id LIKE $1`),
  overdue: `
    SELECT ${queued} FROM jobs WHERE status = 'waiting' AND due < now() - interval '1 minute' ORDER BY due, id LIMIT ${mostSwept}`,
}

type Again = { delay: number; counts: boolean }
const errorOf = ({ message, exception, stack }: Trouble) => [message, exception.slice(0, 100), stack]

/** One for each process: what several of its jobs do at once goes together. */
export const jobRowsOf = (pool: Pool) => {
  const rows = async <T extends object>(name: keyof typeof steps, values: unknown[] = []) =>
    (await pool.query<T>({ name: `job_${name}`, text: steps[name], values })).rows
  type Step = QueueMessage & { word: string }
  /** Takes a step with whoever takes it at the same time; what that did not reach is asked alone, and hears the truth. */
  const together = <R extends QueueMessage>(name: 'claimSeveral' | 'completeSeveral', alone: (step: Step) => Promise<R | undefined>) =>
    batcher<Step, R | undefined>(mostTogether, async (taken) => {
      const values = [taken.map(({ id }) => id), taken.map(({ round }) => round), taken.map(({ word }) => word)]
      const done = new Map((await rows<R>(name, values).catch(() => [])).map((row) => [`${row.id} ${row.round}`, row]))
      return taken.map((step) => {
        const key = `${step.id} ${step.round}`
        const row = done.get(key)
        // One that was asked for twice is still given once.
        done.delete(key)
        return row ?? alone(step)
      })
    })
  const claim = together<Running>('claimSeveral', async ({ id, round, word }) => (await rows<Running>('claim', [id, round, word]))[0])
  const complete = together<QueueMessage>('completeSeveral', async ({ id, round, word }) => {
    await rows('complete', [id, round, word, [], 0])
    return undefined
  })
  return {
    /** Of all who were told of a round, the first gets it. */
    claim: ({ id, round }: QueueMessage, workerId: string) => claim({ id, round, word: workerId }),
    /** A row born running, which only its maker knows of. */
    resume: async ({ id, round }: QueueMessage, workerId: string) => (await rows<Running>('resume', [id, round, workerId]))[0],
    /** Says that the job lives, and how far it is; undefined when the row is no longer ours, else whether it is to end. */
    beat: async ({ id, round }: QueueMessage, { progress, message, lines }: Saying) =>
      (await rows<{ cancel: boolean }>('beat', [id, round, progress, message, lines]))[0],
    /** `failures`: parts of the job that did not succeed. */
    complete: async ({ id, round }: QueueMessage, message: string, lines: readonly string[], failures = 0) =>
      void (await (lines.length > 0 || failures > 0
        ? rows('complete', [id, round, message, lines, failures])
        : complete({ id, round, word: message }))),
    fail: ({ id, round }: QueueMessage, trouble: Trouble, lines: readonly string[]) =>
      rows('fail', [id, round, ...errorOf(trouble), lines]),
    /** Opens the next round, so many milliseconds from now; `retries` counts it when the job itself was to blame. */
    again: ({ id, round }: QueueMessage, trouble: Trouble, lines: readonly string[], { delay, counts }: Again) =>
      rows<Queued>('again', [id, round, ...errorOf(trouble), lines, delay, counts ? 1 : 0]),
    cancelled: ({ id, round }: QueueMessage, message: string, lines: readonly string[]) => rows('cancelled', [id, round, message, lines]),
    /** Takes rows from those who died over them: they wait for another, or have failed when that happened too often. */
    release: () => rows<Released>('release'),
    /** The same at once for a process that is known to be dead: `host:pid:`. */
    releaseOf: (process: string) => rows<Released>('releaseOf', [`${process.replaceAll(/[\\%_]/g, '\\$&')}%`]),
    /** What has been due for a minute and nobody began: perhaps it never reached the queue. */
    overdue: () => rows<Queued>('overdue'),
  }
}
export type JobRows = ReturnType<typeof jobRowsOf>
