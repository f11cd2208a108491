import path from 'node:path'
import type { Pool } from 'pg'
import { makeMonths } from '../../database/partitions.ts'
import { pruneBatch } from '../../database/prune.ts'
import { type Keeping, type Leaving, leavingNow, letGo } from './retention.ts'

const ofUpdates = "action = 'update_database' OR (model = 'AdminSetting' AND action = 'edit')"
const pruneUpdateLogs = async (pool: Pool, signal: AbortSignal) => {
  for (let rounds = 1; ; rounds++) {
    signal.throwIfAborted()
    const { rowCount } = await pool.query(
      `WITH gone AS (DELETE FROM logs l USING (SELECT id, created FROM logs WHERE ${ofUpdates} ORDER BY id LIMIT ${pruneBatch}) c
         WHERE l.id = c.id AND l.created = c.created RETURNING l.*),
       counted AS (SELECT date_trunc('hour', created, 'UTC') AS hour, action, model, request_type, before IS NOT NULL OR after IS NOT NULL AS changes,
         count(*)::int AS n FROM gone WHERE settled GROUP BY 1, 2, 3, 4, 5),
       less AS (UPDATE log_hours h SET count = h.count - c.n FROM counted c
         WHERE (h.hour, h.action, h.model, h.request_type, h.changes) = (c.hour, c.action, c.model, c.request_type, c.changes))
       SELECT FROM gone`,
    )
    if ((rowCount ?? 0) < pruneBatch) return rounds
  }
}

/** Work on sets of log rows that leaves no log row of its own. */
export const auditBulkOf = (pool: Pool, dataDir: string) => ({
  leavingLogs: (keeping: Keeping, now: Date) => leavingNow(pool, keeping, now),
  letLogsGo: (leaving: Leaving, archived: boolean) => letGo(pool, leaving, archived ? path.join(dataDir, 'archive') : undefined),
  /** Answers in how many rounds. */
  pruneUpdateLogs: (signal: AbortSignal) => pruneUpdateLogs(pool, signal),
  makeMonths: (now: Date) => makeMonths(pool, now),
})
