import type { Pool } from 'pg'
import type { Tx } from './db.ts'

/** Runs one statement and answers its rows. `name` prepares it once a connection, where the pool is asked. */
export type Ask = <T extends object>(name: string, text: string, values: unknown[]) => Promise<T[]>

export const askPool =
  (pool: Pool): Ask =>
  async <T extends object>(name: string, text: string, values: unknown[]) =>
    (await pool.query<T>({ name, text, values })).rows

/** The same statements inside a transaction: they see what it has written. */
export const askIn =
  (tx: Tx): Ask =>
  (_, text, values) =>
    tx.$queryRawUnsafe(text, ...values)

/** Questions about the server itself. */
export const serverSqlOf = (rows: Ask) => ({
  /** The time by the database's clock. */
  now: async () => {
    const [row] = await rows<{ now: Date }>('now', 'SELECT now() AS now', [])
    if (!row) throw new Error('The database did not say what time it is.')
    return row.now
  },

  /** The planner's idea of how many rows a table has; free of cost at any size. */
  estimate: async (table: string) =>
    Number(
      (
        await rows<{ n: string }>('estimate', 'SELECT GREATEST(reltuples, 0)::bigint AS n FROM pg_class WHERE oid = $1::regclass', [table])
      )[0]?.n ?? 0,
    ),
})
