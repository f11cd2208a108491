import { type Facet as Counted, facetFields } from '@reeve/contract/audit/logs'
import type { Pool, PoolClient } from 'pg'
import { type Condition, parameters, sqlOf, wayOf } from './conditions.ts'
import { isLate, withLimits } from './limits.ts'

type How = Counted['how']
type Bucket = { at: number; count: number; wrong: number }
type Often = { field: FacetField; value: string; count: number }
type FacetField = Counted['field']
/** Milliseconds since 1970, both included. */
type Range = { from: number; to: number }
export type Wish = { conditions: readonly Condition[]; range: Range }

/** What went wrong, so that a histogram can show it apart. */
const wrong =
  "('auth_fail', 'login_fail', 'auth_alert', 'error', 'warning', 'security', 'blocklisted', 'registration_error', 'version_warning')"
const hour = 3_600_000
/** How long the exact answer may take before a sample must do; the rows that a sample looks at; the values a facet tells. */
const patience = 300
const sampled = 40_000
const hopeless = 200_000
const told = 8
const perHour: ReadonlySet<string> = new Set(['action', 'model', 'request_type'])

/** Whether the counts by hour know all that is asked. */
const isByHour = (conditions: readonly Condition[]) => conditions.every((one) => 'among' in one && perHour.has(one.column))

const needed = 'l.created, l.action, l.model, l.org_id, l.user_id, l.ip, l.request_type, l.auth_key_id'
type Value = (one: unknown) => string
const between = ({ from, to }: Range): Condition[] => [
  { column: 'created', from: new Date(from) },
  { column: 'created', to: new Date(to) },
]

/** All rows with their weight: fresh ones count for themselves, of settled ones `share` percent are looked at. */
const rowsOf = ({ conditions, range }: Wish, value: Value, share: number) => {
  const where = sqlOf([...between(range), ...conditions], value, share === 100)
  const sample = share < 100 ? ` TABLESAMPLE SYSTEM (${value(share)})` : ''
  return `SELECT ${needed}, 1::float8 AS weight FROM parts.logs_fresh l WHERE ${where}
    UNION ALL SELECT ${needed}, ${value(100 / share)}::float8 FROM parts.logs_settled l${sample} WHERE ${where}`
}

/** The same from the hours: whole ones as they were counted, the torn ones at both ends row by row. */
const hoursOf = ({ conditions, range: { from, to } }: Wish, value: Value) => {
  const [first, last] = [Math.ceil(from / hour) * hour, Math.floor(to / hour) * hour]
  const where = sqlOf(conditions, value)
  const few = 'l.created, l.action, l.model, l.request_type, 1::float8 AS weight'
  const at = (moment: number) => `${value(new Date(moment))}::timestamptz`
  const rows = (table: string, low: number, high: number) =>
    `SELECT ${few} FROM ${table} l WHERE l.created >= ${at(low)} AND l.created <= ${at(high)} AND ${where}`
  if (first >= last) return `${rows('parts.logs_fresh', from, to)} UNION ALL ${rows('parts.logs_settled', from, to)}`
  return `SELECT l.hour AS created, l.action, l.model, l.request_type, l.count::float8 AS weight FROM log_hours l
      WHERE l.hour >= ${at(first)} AND l.hour < ${at(last)} AND ${where}
    UNION ALL ${rows('parts.logs_settled', from, first - 1)} UNION ALL ${rows('parts.logs_settled', last, to)}
    UNION ALL ${rows('parts.logs_fresh', from, to)}`
}

/** About how many settled rows a stretch of time has. */
const roughly = async (pool: Pool, { from, to }: Range) => {
  const text = 'SELECT COALESCE(sum(count), 0)::float8 AS n FROM log_hours WHERE hour >= $1 AND hour <= $2'
  return (await pool.query<{ n: number }>(text, [new Date(from - hour), new Date(to)])).rows[0]?.n ?? 0
}

/** Asks exactly, as long as that is quick, and else a sample that says so. */
const exactOrSample = async <R extends object>(pool: Pool, wish: Wish, question: (rows: string, value: Value) => string) => {
  const ask = async (client: PoolClient, share: number) => {
    const { values, value } = parameters()
    return (await client.query<R>(question(rowsOf(wish, value, share), value), values)).rows
  }
  const there = await roughly(pool, wish.range)
  const share = Math.min(100, (sampled / Math.max(there, 1)) * 100)
  const sample = async () => ({
    rows: await withLimits(pool, 'SET LOCAL statement_timeout = 5000', (client) => ask(client, share)),
    how: 'sample' as const,
  })
  // Without a condition it is known beforehand that there are too many.
  if (wish.conditions.length === 0 && there > hopeless) return sample()
  try {
    // Where few rows are asked about, no limit is needed; what is rare is quicker found than read past.
    const seldom = wayOf(wish.conditions) === 'found' ? 'SET LOCAL enable_seqscan = off' : ''
    const limit = share < 100 ? `SET LOCAL statement_timeout = ${patience};` : ''
    return { rows: await withLimits(pool, `${limit} ${seldom}`, (client) => ask(client, 100)), how: 'exact' as const }
  } catch (error) {
    if (!isLate(error)) throw error
    return sample()
  }
}

const bucketed = (rows: string, step: string) => `
  SELECT (floor(extract(epoch FROM created) / ${step}) * ${step})::float8 AS at, round(sum(weight))::float8 AS count,
    COALESCE(round(sum(weight) FILTER (WHERE action IN ${wrong})), 0)::float8 AS wrong
  FROM (${rows}) l GROUP BY 1 ORDER BY 1`

/** Rows by time, in buckets of `step` seconds; `at` in unix seconds. */
export const histogramOf = async (pool: Pool, wish: Wish, step: number): Promise<{ buckets: Bucket[]; how: How }> => {
  if (step < 3600 || !isByHour(wish.conditions)) {
    const { rows, how } = await exactOrSample<Bucket>(pool, wish, (source, value) => bucketed(source, `${value(step)}::float8`))
    return { buckets: rows, how }
  }
  const { values, value } = parameters()
  const text = bucketed(hoursOf(wish, value), `${value(step)}::float8`)
  return { buckets: (await pool.query<Bucket>(text, values)).rows, how: 'hours' }
}

/** The most frequent values of each field. */
const grouped = (rows: string, fields: readonly FacetField[]) => {
  const counts = fields.map(
    (field) => `(SELECT '${field}' AS field, ${field}::text AS value, round(sum(weight))::float8 AS count FROM chosen
      WHERE ${field} IS NOT NULL GROUP BY ${field} ORDER BY sum(weight) DESC, ${field} LIMIT ${told})`,
  )
  return `WITH chosen AS MATERIALIZED (${rows}) ${counts.join(' UNION ALL ')}`
}

/** The addresses of the rows whose address may be told. */
const addressesOf = async (pool: Pool, wish: Wish, toldOf: readonly Condition[]) => {
  const narrowed = { ...wish, conditions: [...wish.conditions, ...toldOf] }
  return (await exactOrSample<Often>(pool, narrowed, (source) => grouped(source, ['ip']))).rows
}

/**
 * What the rows have in common, field by field; fields that hours know are counted from them. `toldOf`: what must also hold of a row
 * whose address is counted.
 */
export const facetsOf = async (pool: Pool, wish: Wish, toldOf: readonly Condition[]) => {
  const quick = isByHour(wish.conditions) ? facetFields.filter((field) => perHour.has(field)) : []
  const slow = facetFields.filter((field) => !quick.includes(field))
  const ofHours = async () => {
    if (quick.length === 0) return []
    const { values, value } = parameters()
    return (await pool.query<Often>(grouped(hoursOf(wish, value), quick), values)).rows
  }
  const [counted, { rows: all, how }, addresses] = await Promise.all([
    ofHours(),
    exactOrSample<Often>(pool, wish, (source) => grouped(source, slow)),
    toldOf.length > 0 ? addressesOf(pool, wish, toldOf) : undefined,
  ])
  const rows = addresses ? [...all.filter(({ field }) => field !== 'ip'), ...addresses] : all
  return facetFields.map((field) => {
    const byHour = quick.includes(field)
    const of = (byHour ? counted : rows).filter((one) => one.field === field)
    return { field, how: byHour ? ('hours' as const) : how, values: of.map(({ value, count }) => ({ value, count })) }
  })
}

/** The first hour that has settled rows. */
export const firstHour = async (pool: Pool) =>
  (await pool.query<{ hour: Date }>('SELECT hour FROM log_hours ORDER BY hour LIMIT 1')).rows[0]?.hour
