import path from 'node:path'
import type { Pool } from 'pg'
import { type Keeping, type Leaving, leavingNow, letGo } from '../audit/data/retention.ts'
import { makeMonths } from './partitions.ts'

/** Deletes what has expired of a quiet table, a batch at a time so that no transaction runs long; answers how many there were. */
const prune = async (pool: Pool, table: 'sessions' | 'counters' | 'mailed_codes', key: 'id' | 'key') => {
  const some = `SELECT ${key} FROM ${table} WHERE expires < now() ORDER BY expires LIMIT ${batch} FOR UPDATE SKIP LOCKED`
  for (let all = 0; ; ) {
    const { rowCount } = await pool.query(`DELETE FROM ${table} WHERE ${key} = ANY(ARRAY(${some}))`)
    all += rowCount ?? 0
    if ((rowCount ?? 0) < batch) return all
  }
}
const batch = 1000

const ofUpdates = "action = 'update_database' OR (model = 'AdminSetting' AND action = 'edit')"
const pruneUpdateLogs = async (pool: Pool, signal: AbortSignal) => {
  for (let rounds = 1; ; rounds++) {
    signal.throwIfAborted()
    const { rowCount } = await pool.query(
      `WITH gone AS (DELETE FROM logs l USING (SELECT id, created FROM logs WHERE ${ofUpdates} ORDER BY id LIMIT ${batch}) c
         WHERE l.id = c.id AND l.created = c.created RETURNING l.*),
       counted AS (SELECT date_trunc('hour', created, 'UTC') AS hour, action, model, request_type, before IS NOT NULL OR after IS NOT NULL AS changes,
         count(*)::int AS n FROM gone WHERE settled GROUP BY 1, 2, 3, 4, 5),
       less AS (UPDATE log_hours h SET count = h.count - c.n FROM counted c
         WHERE (h.hour, h.action, h.model, h.request_type, h.changes) = (c.hour, c.action, c.model, c.request_type, c.changes))
       SELECT FROM gone`,
    )
    if ((rowCount ?? 0) < batch) return rounds
  }
}

/** Completed and cancelled jobs that have not changed for so long; failed ones wait for somebody to look at them. */
const purgeJobs = async (pool: Pool, seconds: number) => {
  for (let all = 0; ; ) {
    const { rowCount } = await pool.query(
      `WITH gone AS (
         DELETE FROM jobs WHERE id = ANY(ARRAY(
           SELECT id FROM jobs WHERE status IN ('completed', 'cancelled') AND date_modified < now() - make_interval(secs => $1)
           LIMIT ${batch} FOR UPDATE SKIP LOCKED))
         RETURNING id),
       tries AS (DELETE FROM job_attempts WHERE job_id IN (SELECT id FROM gone))
       SELECT id FROM gone`,
      [seconds],
    )
    all += rowCount ?? 0
    if ((rowCount ?? 0) >= batch) continue
    await pool.query("DELETE FROM task_runs WHERE at < now() - greatest(make_interval(secs => $1), interval '90 days')", [seconds])
    return all
  }
}

const olderMails = 'SELECT id FROM mails WHERE modified < now() - make_interval(days => $1)'
/** Texts that nobody had sent again for a month, then rows older than so many days (0: none). */
const pruneMails = async (pool: Pool, days: number) => {
  const inBatches = async (change: string, some: string, older: number) => {
    for (let all = 0; ; ) {
      const { rowCount } = await pool.query(`${change} WHERE id = ANY(ARRAY(${some} LIMIT ${batch} FOR UPDATE SKIP LOCKED))`, [older])
      all += rowCount ?? 0
      if ((rowCount ?? 0) < batch) return all
    }
  }
  const waiting = "status IN ('refused', 'in_doubt', 'not_sent') AND content IS NOT NULL"
  return {
    emptied: await inBatches('UPDATE mails SET content = NULL, version = version + 1', `${olderMails} AND ${waiting}`, 30),
    removed: days === 0 ? 0 : await inBatches('DELETE FROM mails', olderMails, days),
  }
}

/** Work on sets of rows that leaves no log row of its own. */
export const bulkOf = (pool: Pool, dataDir: string) => ({
  leavingLogs: (keeping: Keeping, now: Date) => leavingNow(pool, keeping, now),
  letLogsGo: (leaving: Leaving, archived: boolean) => letGo(pool, leaving, archived ? path.join(dataDir, 'archive') : undefined),
  pruneSessions: () => prune(pool, 'sessions', 'id'),
  pruneMailedCodes: () => prune(pool, 'mailed_codes', 'id'),
  pruneCounters: () => prune(pool, 'counters', 'key'),
  /** Answers in how many rounds. */
  pruneUpdateLogs: (signal: AbortSignal) => pruneUpdateLogs(pool, signal),
  purgeJobs: (seconds: number) => purgeJobs(pool, seconds),
  pruneMails: (days: number) => pruneMails(pool, days),
  makeMonths: (now: Date) => makeMonths(pool, now),
})
export type Bulk = ReturnType<typeof bulkOf>
