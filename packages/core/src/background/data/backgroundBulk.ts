import type { Pool } from 'pg'
import { pruneBatch } from '../../database/prune.ts'

/** Completed and cancelled jobs that have not changed for so long; failed ones wait for somebody to look at them. */
const purgeJobs = async (pool: Pool, seconds: number) => {
  for (let all = 0; ; ) {
    const { rowCount } = await pool.query(
      `WITH gone AS (
         DELETE FROM jobs WHERE id = ANY(ARRAY(
           SELECT id FROM jobs WHERE status IN ('completed', 'cancelled') AND date_modified < now() - make_interval(secs => $1)
           LIMIT ${pruneBatch} FOR UPDATE SKIP LOCKED))
         RETURNING id),
       tries AS (DELETE FROM job_attempts WHERE job_id IN (SELECT id FROM gone))
       SELECT id FROM gone`,
      [seconds],
    )
    all += rowCount ?? 0
    if ((rowCount ?? 0) >= pruneBatch) continue
    await pool.query("DELETE FROM task_runs WHERE at < now() - greatest(make_interval(secs => $1), interval '90 days')", [seconds])
    return all
  }
}

export const backgroundBulkOf = (pool: Pool) => ({ purgeJobs: (seconds: number) => purgeJobs(pool, seconds) })
