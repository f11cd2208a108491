import type { Pool } from 'pg'

export const pruneBatch = 1000

/** Deletes the expired rows of a table that leaves no log rows, a batch at a time so that no transaction runs long; answers how many there were. */
export const prune = async (pool: Pool, table: 'sessions' | 'counters' | 'mailed_codes', key: 'id' | 'key') => {
  const some = `SELECT ${key} FROM ${table} WHERE expires < now() ORDER BY expires LIMIT ${pruneBatch} FOR UPDATE SKIP LOCKED`
  for (let all = 0; ; ) {
    const { rowCount } = await pool.query(`DELETE FROM ${table} WHERE ${key} = ANY(ARRAY(${some}))`)
    all += rowCount ?? 0
    if ((rowCount ?? 0) < pruneBatch) return all
  }
}
