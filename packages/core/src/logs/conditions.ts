/** What may be asked about log rows, as data, and as SQL with values only ever as parameters. */

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
  | 'request_id'
  | 'request_type'
  | 'auth_key_id'
  | 'event_id'
export type Condition =
  | { column: LogColumn; has: string }
  | { column: LogColumn; among: readonly (string | number)[] }
  | { column: LogColumn; from: Date | number }
  | { column: LogColumn; to: Date | number }
  | { column: LogColumn; before: Date }
  | { not: Condition }
  | { any: readonly Condition[] }
  | { structured: true }

const numeric: ReadonlySet<LogColumn> = new Set(['id', 'model_id', 'user_id', 'org_id', 'request_type', 'auth_key_id', 'event_id'])

/** `%` and `_` of a caller are letters unless he says otherwise. */
export const literally = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Gathers the parameters of one statement. */
export const parameters = () => {
  const values: unknown[] = []
  return { values, value: (one: unknown) => `$${values.push(one)}` }
}
type Value = (one: unknown) => string

const one = (condition: Condition, value: Value): string => {
  if ('structured' in condition) return '(l.before IS NOT NULL OR l.after IS NOT NULL)'
  if ('not' in condition) return `NOT ${one(condition.not, value)}`
  if ('any' in condition) return condition.any.length > 0 ? `(${condition.any.map((each) => one(each, value)).join(' OR ')})` : 'false'
  const { column } = condition
  if ('has' in condition) return `l.${column}${numeric.has(column) ? '::text' : ''} ILIKE ${value(condition.has)}`
  if ('from' in condition) return `l.${column} >= ${value(condition.from)}`
  if ('to' in condition) return `l.${column} <= ${value(condition.to)}`
  if ('before' in condition) return `l.${column} < ${value(condition.before)}`
  const [only] = condition.among
  // One value is said as one, so that an index goes on in order behind it.
  if (condition.among.length === 1) return `l.${column} = ${value(only)}`
  return `l.${column} = ANY(${value(condition.among)}::${numeric.has(column) ? 'bigint[]' : 'text[]'})`
}
/** All of these hold. */
export const sqlOf = (conditions: readonly Condition[], value: Value) =>
  conditions.map((condition) => one(condition, value)).join(' AND ') || 'true'

const isText = (condition: Condition): boolean => {
  if ('not' in condition) return false
  if ('any' in condition) return condition.any.some(isText)
  return 'has' in condition
}
const indexed: ReadonlySet<LogColumn> = new Set(['title', 'change', 'email', 'org', 'ip'])
/** Three letters or digits in a row: what a trigram index can look up. */
const isFindable = (condition: Condition): boolean => {
  if ('not' in condition || 'structured' in condition) return false
  if ('any' in condition) return condition.any.length > 0 && condition.any.every(isFindable)
  return 'has' in condition && indexed.has(condition.column) && /[\p{L}\p{N}]{3}/u.test(condition.has)
}

/** How a search must go: by an index in its order, by what a trigram index finds, or row by row. */
export type Way = 'ordered' | 'found' | 'scanned'
export const wayOf = (conditions: readonly Condition[]): Way => {
  if (!conditions.some(isText)) return 'ordered'
  return conditions.some(isFindable) ? 'found' : 'scanned'
}
/** What an index answers in order, and what has to be read for. */
export const parted = (conditions: readonly Condition[]) => ({
  quick: conditions.filter((condition) => !isText(condition)),
  texts: conditions.filter(isText),
})
