import type { System } from '../context.ts'

/** Every column that points at a table: by foreign key, or by name (a pattern that its number or UUID goes by elsewhere). */
export const columnsPointingAt = async ({ pool }: System, table: string, name: string) => {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name ~ $2 AND c.data_type IN ('integer', 'bigint', 'uuid')
     UNION
     SELECT k.table_name || '.' || k.column_name FROM information_schema.referential_constraints r
     JOIN information_schema.key_column_usage k ON k.constraint_name = r.constraint_name AND k.constraint_schema = r.constraint_schema
     JOIN information_schema.table_constraints u ON u.constraint_name = r.unique_constraint_name AND u.constraint_schema = r.unique_constraint_schema
     WHERE u.table_name = $1
     ORDER BY 1`,
    [table, name],
  )
  return rows.map((row) => row.name)
}
