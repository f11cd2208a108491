import type { Pool } from 'pg'
import type { Queued } from './job.ts'
import type { Cargo } from './queues.ts'

/** A row of `jobs` that is being performed. */
export type Running = Queued & { payload: unknown; user_id: number; retries: number }

/** A row whose heart has not beaten for so long belongs to nobody. A heart beats six times in it. */
const staleAfter = '30 seconds'
/** A row that takes its worker down with it must not do so for ever. */
const mostDeaths = 5
/** Rows delivered again in one sweep; those that wait behind them get their turn in the next. */
const mostSwept = 1000

const queued = 'id, worker, job_type, round'
const running = `${queued}, payload, user_id, retries`
/** The row, in the round we know; after a newer one has begun nothing of ours touches it any more. */
const mine = `id = $1 AND round = $2 AND status = 'running'`
const over = 'heartbeat = NULL, date_modified = now()'

/**
 * The life of a row of `jobs`, each step one statement that holds only where the row is as expected. Times are the database's, so
 * that all machines agree on who is late.
 */
const steps = {
  claim: `
    UPDATE jobs SET status = 'running', heartbeat = now(), date_modified = now(), process_id = $3, progress = 0, message = 'Started.'
    WHERE id = $1 AND round = $2 AND status = 'waiting' RETURNING ${running}`,
  resume: `UPDATE jobs SET heartbeat = now(), message = 'Started.' WHERE ${mine} RETURNING ${running}`,
  beat: `UPDATE jobs SET heartbeat = now(), date_modified = now(), progress = $3, message = $4 WHERE ${mine} RETURNING id`,
  complete: `UPDATE jobs SET status = 'completed', progress = 100, message = $3, ${over} WHERE ${mine}`,
  fail: `UPDATE jobs SET status = 'failed', message = $3, ${over} WHERE ${mine}`,
  again: `
    UPDATE jobs SET status = 'waiting', round = round + 1, message = $3, due = now() + $4 * interval '1 ms', retries = retries + $5::int, ${over}
    WHERE ${mine} RETURNING ${queued}`,
  release: `
    UPDATE jobs SET round = round + 1, retries = retries + 1, due = now(), ${over},
      status = CASE WHEN retries >= ${mostDeaths} THEN 'failed' ELSE 'waiting' END,
      message = CASE WHEN retries >= ${mostDeaths} THEN 'The worker ended while it did this, once too often.'
        ELSE 'The worker ended while it did this; another takes over.' END
    WHERE status = 'running' AND heartbeat < now() - interval '${staleAfter}' RETURNING ${queued}, status`,
  overdue: `
    SELECT ${queued} FROM jobs WHERE status = 'waiting' AND due < now() - interval '1 minute' ORDER BY due, id LIMIT ${mostSwept}`,
}

export const jobRowsOf = (pool: Pool) => {
  const rows = async <T extends object>(name: keyof typeof steps, values: unknown[] = []) =>
    (await pool.query<T>({ name: `job_${name}`, text: steps[name], values })).rows
  return {
    /** Of all who were told of a round, the first gets it. */
    claim: async ({ id, round }: Cargo) => (await rows<Running>('claim', [id, round, `job-${id}-${round}`]))[0],
    /** A row born running, which only its maker knows of. */
    resume: async ({ id, round }: Cargo) => (await rows<Running>('resume', [id, round]))[0],
    /** Says that the job lives, and how far it is; false when the row is no longer ours. */
    beat: async ({ id, round }: Cargo, progress: number, message: string) =>
      (await rows('beat', [id, round, progress, message])).length > 0,
    complete: ({ id, round }: Cargo, message: string) => rows('complete', [id, round, message]),
    fail: ({ id, round }: Cargo, message: string) => rows('fail', [id, round, message]),
    /** Opens the next round, so many milliseconds from now; `retries` counts it when the job itself was to blame. */
    again: ({ id, round }: Cargo, message: string, { delay, counts }: { delay: number; counts: boolean }) =>
      rows<Queued>('again', [id, round, message, delay, counts ? 1 : 0]),
    /** Takes rows from those who died over them: they wait for another, or have failed when that happened too often. */
    release: () => rows<Queued & { status: string }>('release'),
    /** What has been due for a minute and nobody began: perhaps it never reached the queue. */
    overdue: () => rows<Queued>('overdue'),
  }
}
export type JobRows = ReturnType<typeof jobRowsOf>
