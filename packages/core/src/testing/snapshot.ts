import { type Scene, tables } from './scene.ts'

/** Columns that mere use of a key, a session or an account changes. */
const changedByUse = ['last_api_access', 'last_used', 'unique_ips', 'last_seen']
/** Tables that mere use changes: counters of attempts, and traces of requests. */
export const tablesOfUse: ReadonlySet<string> = new Set(['counters', 'api_use', 'access_logs', 'log_hours'])

/** The rows of every table as sorted JSON texts, by table. */
export type Snapshot = Record<string, readonly string[]>

const everyRow = tables
  .map((table) => `SELECT '${table}' AS name, (to_jsonb(t) - $1::text[])::text AS row FROM ${table} t`)
  .join(' UNION ALL ')

/** One statement, so the walks can afford one around every operation. */
export const snapshot = async ({ system }: Scene): Promise<Snapshot> => {
  await system.usageWriter.flush()
  const { rows } = await system.pool.query<{ name: string; row: string }>(`${everyRow} ORDER BY 1, 2`, [changedByUse])
  const found: Record<string, string[]> = Object.fromEntries(tables.map((table) => [table, []]))
  for (const { name, row } of rows) found[name]?.push(row)
  return found
}

/** The tables whose rows differ, without those that mere use changes unless `all` is set. */
export const changedTables = (before: Snapshot, after: Snapshot, { all = false } = {}) =>
  tables.filter((table) => (all || !tablesOfUse.has(table)) && before[table]?.join('\n') !== after[table]?.join('\n'))

/** Generated columns cannot be written. */
const columnsOf = async ({ system: { pool } }: Scene) => {
  const { rows } = await pool.query<{ name: string; columns: string }>(
    `SELECT table_name AS name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns
     FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER' GROUP BY 1`,
  )
  return new Map(rows.map(({ name, columns }) => [name, columns]))
}

/**
 * Keeps a copy of every table and answers a function that brings the rows back. It rewrites only the tables that differ, with foreign
 * keys and triggers off, and then tells the system that everything changed.
 */
export const savepoint = async (world: Scene) => {
  const { system } = world
  const columns = await columnsOf(world)
  await system.pool.query(
    `DROP SCHEMA IF EXISTS saved CASCADE; CREATE SCHEMA saved; ${tables.map((table) => `CREATE TABLE saved.${table} AS TABLE ${table};`).join(' ')}`,
  )
  const saved = await snapshot(world)
  const rewrite = (table: string) =>
    `DELETE FROM ${table}; INSERT INTO ${table} (${columns.get(table)}) OVERRIDING SYSTEM VALUE SELECT ${columns.get(table)} FROM saved.${table};`
  return async (now: Snapshot) => {
    const statements = changedTables(saved, now, { all: true }).map(rewrite)
    await system.pool.query(`BEGIN; SET LOCAL session_replication_role = replica; ${statements.join(' ')} COMMIT`)
    system.signal.emit({ noun: '*', id: '' })
  }
}
