import type { Pool } from 'pg'
import { deadAfter } from './workerRows.ts'

/** Something that is wrong: one alert for each key. */
export type Raised = { key: string; message: string }

/** By the clock of the database, on which all machines agree. */
const statements = {
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

/** What the watch asks of workers, jobs and tasks, and the alerts it raises. */
export const watchRowsOf = (pool: Pool) => {
  const ask = async <T extends object>(name: keyof typeof statements, values: unknown[] = []) =>
    (await pool.query<T>(statements[name], values)).rows
  return {
    /** `minutes`: how long the first job of a queue may wait. */
    look: async (minutes: number) => {
      await ask('forget', [deadAfter])
      return {
        dead: await ask<{ process: string; queues: string }>('dead', [deadAfter]),
        living: new Set((await ask<{ queue: string }>('living', [deadAfter])).map(({ queue }) => queue)),
        slow: await ask<{ worker: string; minutes: number }>('slow', [minutes]),
        overdue: await ask<{ type: string; planned: Date }>('overdue'),
      }
    },
    /** Answers the alerts that are new. */
    raise: (alerts: readonly Raised[]) => ask<Raised>('raise', [alerts.map(({ key }) => key), alerts.map(({ message }) => message)]),
    /** Clears the alerts that are open under other keys than these; answers how many. */
    clear: async (keys: readonly string[]) => (await ask('clear', [keys])).length,
  }
}
