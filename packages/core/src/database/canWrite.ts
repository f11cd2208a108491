import type { Pool } from 'pg'

/** Rejects where the database cannot write to its disk. A temporary file of about 1 MB is written, and neither tables nor WAL. */
export const canWrite = async (pool: Pool) => {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query("SET LOCAL work_mem = '64kB'")
    await client.query('SELECT count(*) FROM generate_series(1, 50000)')
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}
