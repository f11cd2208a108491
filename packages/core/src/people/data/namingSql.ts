import type { Pool } from 'pg'

type Column = { table: string; column: string; condition?: string }

/** How many rows name the one of this number in each of these columns, counted so far and no further. Columns are data of this house. */
export const namingOf = (pool: Pool) => async (columns: readonly Column[], id: number, upTo: number) => {
  const counts = columns.map(({ table, column, condition = `${column} = $1` }, at) => {
    const few = `SELECT FROM ${table} WHERE ${condition} LIMIT ${upTo}`
    return `SELECT ${at} AS place, count(*)::int AS count FROM (${few}) few`
  })
  const { rows } = await pool.query<{ count: number }>(`${counts.join(' UNION ALL ')} ORDER BY place`, [id])
  return rows.map(({ count }) => count)
}
