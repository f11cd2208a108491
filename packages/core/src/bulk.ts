import type { Pool } from 'pg'
import { makeMonths } from './partitions.ts'

/** Deletes what has expired of a quiet table, a batch at a time so that no transaction runs long; answers how many there were. */
const prune = async (pool: Pool, table: 'sessions' | 'counters', key: 'id' | 'key') => {
  const some = `SELECT ${key} FROM ${table} WHERE expires < now() ORDER BY expires LIMIT ${batch} FOR UPDATE SKIP LOCKED`
  for (let all = 0; ; ) {
    const { rowCount } = await pool.query(`DELETE FROM ${table} WHERE ${key} = ANY(ARRAY(${some}))`)
    all += rowCount ?? 0
    if ((rowCount ?? 0) < batch) return all
  }
}
const batch = 1000

/** Work on sets of rows that leaves no log row of its own. */
export const bulkOf = (pool: Pool) => ({
  pruneSessions: () => prune(pool, 'sessions', 'id'),
  pruneCounters: () => prune(pool, 'counters', 'key'),
  makeMonths: (now: Date) => makeMonths(pool, now),
})
export type Bulk = ReturnType<typeof bulkOf>
