import { workerTypes } from '@reeve/contract/background/workers'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { System } from '../../context.ts'
import { pausedIn } from '../../kernel/concurrency.ts'
import { deadAfter } from '../data/workerRows.ts'

type Found = { key: string; message: string }

/** By the clock of the database, on which all machines agree. */
const questions = {
  dead: `SELECT hostname || ':' || pid AS process, string_agg(queue, ', ' ORDER BY queue) AS queues FROM workers
    WHERE heartbeat < now() - $1 * interval '1 ms' GROUP BY 1`,
  living: `SELECT DISTINCT queue FROM workers WHERE heartbeat >= now() - $1 * interval '1 ms'`,
  /** A dead worker that was replaced, or that has been dead for long, needs no attention. */
  forget: `DELETE FROM workers AS dead WHERE heartbeat < now() - interval '15 minutes' OR heartbeat < now() - $1 * interval '1 ms' AND EXISTS (
    SELECT 1 FROM workers AS next WHERE next.queue = dead.queue AND next.started > dead.heartbeat AND next.heartbeat >= now() - $1 * interval '1 ms'
      AND (next.slot_id = dead.slot_id OR next.hostname = dead.hostname))`,
  slow: `SELECT worker, floor(extract(epoch FROM now() - min(due)) / 60)::int AS minutes FROM jobs
    WHERE status = 'waiting' AND due < now() - $1 * interval '1 minute' GROUP BY worker`,
  overdue: `SELECT type, next_execution_time AS planned FROM tasks WHERE enabled AND next_execution_time < now() - interval '5 minutes'`,
  raise: `INSERT INTO alerts (key, open_key, message) SELECT key, key, message FROM unnest($1::text[], $2::text[]) AS found (key, message)
    ON CONFLICT (open_key) DO NOTHING RETURNING key, message`,
  clear: `UPDATE alerts SET cleared = now(), open_key = NULL WHERE open_key IS NOT NULL AND NOT open_key = ANY($1::text[]) RETURNING key`,
}

const lookAround = async ({ pool }: System, settings: SettingValues): Promise<Found[]> => {
  const ask = async <T extends object>(question: keyof typeof questions, values: unknown[] = []) =>
    (await pool.query<T>(questions[question], values)).rows
  await ask('forget', [deadAfter])
  const dead = await ask<{ process: string; queues: string }>('dead', [deadAfter])
  const living = new Set((await ask<{ queue: string }>('living', [deadAfter])).map(({ queue }) => queue))
  const slow = await ask<{ worker: string; minutes: number }>('slow', [settings['SimpleBackgroundJobs.max_wait']])
  const overdue = await ask<{ type: string; planned: Date }>('overdue')
  const paused = pausedIn(settings)
  return [
    ...dead.map(({ process, queues }) => ({
      key: `worker ${process}`,
      message: `Worker ${process} (${queues}) is dead: nothing was heard of it for a while.`,
    })),
    ...workerTypes
      .filter((queue) => !living.has(queue))
      .map((queue) => ({
        key: `queue ${queue}`,
        message: queue === 'scheduler' ? 'No scheduler runs: tasks are not begun.' : `No worker works on the queue ${queue}.`,
      })),
    ...slow
      .filter(({ worker }) => !paused.has(worker))
      .map(({ worker, minutes }) => ({
        key: `wait ${worker}`,
        message: `The first job of the queue ${worker} waits for ${minutes} minutes.`,
      })),
    ...overdue.map(({ type, planned }) => ({
      key: `task ${type}`,
      message: `The task ${type} should have run at ${planned.toISOString()}.`,
    })),
  ]
}

/** What is seen only once may be a start or a restart that is under way. */
const lasting = (before: ReadonlySet<string>, found: readonly Found[]) =>
  found.filter(({ key }) => before.has(key) || key.startsWith('worker ') || key.startsWith('wait '))

/**
 * Looks after workers, queues and schedules, from a process that needs none of them: raises an alert when something is wrong and
 * clears it when it is over. Any number of processes may look; of each alert there is one. Ask for it every fifteen seconds.
 */
export const watchOf = (system: System) => {
  let before: ReadonlySet<string> = new Set()
  return async () => {
    const settings = await system.settings.fresh()
    // Without background jobs nobody needs to be there.
    const found = settings['MISP.background_jobs'] ? await lookAround(system, settings) : []
    const now = lasting(before, found)
    before = new Set(found.map(({ key }) => key))
    const raised = await system.pool.query<Found>(questions.raise, [now.map(({ key }) => key), now.map(({ message }) => message)])
    const cleared = await system.pool.query(questions.clear, [found.map(({ key }) => key)])
    if (raised.rowCount || cleared.rowCount) system.notify({ noun: 'alerts', id: '' })
    return raised.rows
  }
}
