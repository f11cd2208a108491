import type { Pool } from 'pg'

/** A log row as the database has it; ids as numbers, which are safe up to 2^53. */
export type LogRow = {
  id: number
  created: Date
  title: string
  model: string
  model_id: number
  action: string
  user_id: number
  org_id: number
  email: string
  org: string
  change: string
  description: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  ip: string | null
  request_id: string | null
  user_agent: string | null
  auth_key_id: number | null
  request_type: number
}
export type Joined = LogRow & {
  actor: { id: number; email: string; org_id: number } | null
  organisation: { id: number; name: string; uuid: string } | null
}

/** Columns that may be asked about; a closed set, so that no name from outside becomes SQL (security 26). */
export type LogColumn =
  | 'id'
  | 'title'
  | 'created'
  | 'model'
  | 'model_id'
  | 'action'
  | 'user_id'
  | 'org_id'
  | 'change'
  | 'email'
  | 'org'
  | 'description'
  | 'ip'
export type Condition =
  | { column: LogColumn; has: string }
  | { column: LogColumn; among: readonly (string | number)[] }
  | { column: LogColumn; from: Date | number }
  | { column: LogColumn; to: Date | number }
  | { not: Condition }
  | { any: readonly Condition[] }
  | { structured: true }

const columns = `l.id::float8 AS id, l.created, l.title, l.model, l.model_id::float8 AS model_id, l.action, l.user_id, l.org_id, l.email, l.org, l.change,
  l.description, l.before, l.after, l.ip, l.request_id, l.user_agent, l.auth_key_id, l.request_type`
const numeric: ReadonlySet<LogColumn> = new Set(['id', 'model_id', 'user_id', 'org_id'])

/** `%` and `_` of a caller are letters unless he says otherwise. */
export const literally = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Conditions as SQL: values only ever as parameters. */
const sqlOf = (conditions: readonly Condition[]) => {
  const values: unknown[] = []
  const value = (one: unknown) => `$${values.push(one)}`
  const one = (condition: Condition): string => {
    if ('structured' in condition) return '(l.before IS NOT NULL OR l.after IS NOT NULL)'
    if ('not' in condition) return `NOT ${one(condition.not)}`
    if ('any' in condition) return condition.any.length > 0 ? `(${condition.any.map(one).join(' OR ')})` : 'false'
    const { column } = condition
    if ('has' in condition) return `l.${column}${numeric.has(column) ? '::text' : ''} ILIKE ${value(condition.has)}`
    if ('from' in condition) return `l.${column} >= ${value(condition.from)}`
    if ('to' in condition) return `l.${column} <= ${value(condition.to)}`
    return `l.${column} = ANY(${value(condition.among)}::${numeric.has(column) ? 'bigint[]' : 'text[]'})`
  }
  return { text: conditions.map(one).join(' AND ') || 'true', values, value }
}

type Window = { limit: number; offset?: number; down: boolean }

/** The raw questions about logs: the table is partitioned, and its rows are found by text that Prisma cannot ask for. */
export const logSqlOf = (pool: Pool) => ({
  find: async (conditions: readonly Condition[], { limit, offset = 0, down }: Window) => {
    const { text, values, value } = sqlOf(conditions)
    const page = `ORDER BY l.id ${down ? 'DESC' : 'ASC'} LIMIT ${value(limit)} OFFSET ${value(offset)}`
    return (await pool.query<LogRow>(`SELECT ${columns} FROM logs l WHERE ${text} ${page}`, values)).rows
  },

  /** With who did it and for whom, as the audit log shows them; both may be gone. */
  findJoined: async (conditions: readonly Condition[], { limit, offset = 0, down }: Window) => {
    const { text, values, value } = sqlOf(conditions)
    const page = `ORDER BY l.id ${down ? 'DESC' : 'ASC'} LIMIT ${value(limit)} OFFSET ${value(offset)}`
    const people = `CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('id', u.id, 'email', u.email, 'org_id', u.org_id) END AS actor,
      CASE WHEN o.id IS NOT NULL THEN jsonb_build_object('id', o.id, 'name', o.name, 'uuid', o.uuid) END AS organisation`
    const from = `(SELECT * FROM logs l WHERE ${text} ${page}) l LEFT JOIN users u ON u.id = l.user_id LEFT JOIN organisations o ON o.id = l.org_id`
    return (await pool.query<Joined>(`SELECT ${columns}, ${people} FROM ${from} ORDER BY l.id ${down ? 'DESC' : 'ASC'}`, values)).rows
  },

  /** Never counts further than `most`, so that a big table does not make it slow. */
  count: async (conditions: readonly Condition[], most: number) => {
    const { text, values, value } = sqlOf(conditions)
    const { rows } = await pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM (SELECT FROM logs l WHERE ${text} LIMIT ${value(most)}) l`,
      values,
    )
    return rows[0]?.n ?? 0
  },

  estimate: async () => {
    const { rows } = await pool.query<{ n: number }>(
      "SELECT COALESCE(sum(GREATEST(c.reltuples, 0)), 0)::float8 AS n FROM pg_partition_tree('logs') t JOIN pg_class c ON c.oid = t.relid WHERE t.isleaf",
    )
    return rows[0]?.n ?? 0
  },
})
export type LogSql = ReturnType<typeof logSqlOf>
