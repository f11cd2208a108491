import type { Pool, PoolClient } from 'pg'

export const isLate = (error: unknown) => error instanceof Error && 'code' in error && error.code === '57014'

/** Questions under settings of their own (`SET LOCAL …; SET LOCAL …`), which end with them. */
export const withLimits = async <T>(pool: Pool, limits: string, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  try {
    await client.query(`BEGIN READ ONLY; ${limits}`)
    return await work(client)
  } finally {
    await client.query('ROLLBACK').then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  }
}
