import type { Pool } from 'pg'

export { workerTypes } from '@reeve/contract/background/workers'

/** One process at one queue, as it says of itself. */
export type Presence = {
  worker_id: string
  queue: string
  concurrency: number
  jobs: number[]
  processed: number
}
export type ProcessFacts = { hostname: string; pid: number; user: string; release: string; memory: number; slot_id: number | null }

/** Whoever has not been heard of for so long is taken for dead. */
export const deadAfter = 20_000

const beat = `
  INSERT INTO workers AS w (worker_id, hostname, pid, queue, "user", release, concurrency, memory, jobs, processed, slot_id)
  SELECT p.worker_id, $2, $3, p.queue, $4, $5, p.concurrency, $6, ARRAY(SELECT jsonb_array_elements_text(p.jobs)::int), p.processed, $7
  FROM jsonb_to_recordset($1::jsonb) AS p (worker_id text, queue text, concurrency int, jobs jsonb, processed int)
  ON CONFLICT (worker_id) DO UPDATE SET heartbeat = now(), concurrency = excluded.concurrency, memory = excluded.memory,
    jobs = excluded.jobs, processed = excluded.processed
  RETURNING queue, wanted`

/** The rows by which processes are known to the others; the clock is the database's. */
export const workerRowsOf = (pool: Pool) => ({
  /** Says that these live; answers what an admin wants of each. */
  beat: async (present: readonly Presence[], { hostname, pid, user, release, memory, slot_id }: ProcessFacts) =>
    (
      await pool.query<{ queue: string; wanted: string }>({
        name: 'worker_beat',
        text: beat,
        values: [JSON.stringify(present), hostname, pid, user, release, memory, slot_id],
      })
    ).rows,
  /** These ended as they should. */
  leave: (workerIds: readonly string[]) => pool.query('DELETE FROM workers WHERE worker_id = ANY($1)', [workerIds]),
})
