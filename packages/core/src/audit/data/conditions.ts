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
  | 'subject_org_id'
export type Condition =
  | { column: LogColumn; has: string }
  | { column: LogColumn; among: readonly (string | number)[] }
  | { column: LogColumn; from: Date | number }
  | { column: LogColumn; to: Date | number }
  | { column: LogColumn; before: Date }
  | { not: Condition }
  | { any: readonly Condition[] }
  | { all: readonly Condition[] }
  | { structured: true }
  | { empty: LogColumn }

const numeric: ReadonlySet<LogColumn> = new Set([
  'id',
  'model_id',
  'user_id',
  'org_id',
  'request_type',
  'auth_key_id',
  'event_id',
  'subject_org_id',
])

const indexed: ReadonlySet<LogColumn> = new Set(['title', 'change', 'email', 'org', 'ip'])

/** `%` and `_` of a caller are letters unless he says otherwise. */
export const literally = (text: string) => text.replace(/[\\%_]/g, '\\$&')

/** Gathers the parameters of one statement. */
export const parameters = () => {
  const values: unknown[] = []
  return { values, value: (one: unknown) => `$${values.push(one)}` }
}
type Value = (one: unknown) => string

/** The part of a long text that is best looked up: of its words the one with the most digits, for names repeat and numbers do not. */
const keyOf = (pattern: string) => {
  const words = pattern.match(/[\p{L}\p{N}]{3,}/gu) ?? []
  const digits = (word: string) => word.replace(/\D/g, '').length
  const best = words.reduce((a, b) => (digits(b) > digits(a) || (digits(b) === digits(a) && b.length > a.length) ? b : a), '')
  return best.slice(-10)
}
const long = 14
/** A long text has many trigrams, most of them in every row: the index is asked for a part of it, the rows for the whole. */
const found = (column: LogColumn, pattern: string, value: Value) => {
  const key = indexed.has(column) && pattern.length > long ? keyOf(pattern) : ''
  if (key === '') return `l.${column} ILIKE ${value(pattern)}`
  return `(l.${column} ILIKE ${value(`%${key}%`)} AND (l.${column} || '') ILIKE ${value(pattern)})`
}

const one = (condition: Condition, value: Value, byKey: boolean): string => {
  if ('structured' in condition) return '(l.before IS NOT NULL OR l.after IS NOT NULL)'
  if ('empty' in condition) return `l.${condition.empty} IS NULL`
  if ('not' in condition) return `NOT ${one(condition.not, value, false)}`
  if ('all' in condition) return `(${condition.all.map((each) => one(each, value, false)).join(' AND ') || 'true'})`
  if ('any' in condition)
    return condition.any.length > 0 ? `(${condition.any.map((each) => one(each, value, byKey)).join(' OR ')})` : 'false'
  const { column } = condition
  if ('has' in condition && byKey) return found(column, condition.has, value)
  if ('has' in condition) return `l.${column}${numeric.has(column) ? '::text' : ''} ILIKE ${value(condition.has)}`
  if ('from' in condition) return `l.${column} >= ${value(condition.from)}`
  if ('to' in condition) return `l.${column} <= ${value(condition.to)}`
  if ('before' in condition) return `l.${column} < ${value(condition.before)}`
  const [only] = condition.among
  // One value is said as one, so that an index goes on in order behind it.
  if (condition.among.length === 1) return `l.${column} = ${value(only)}`
  return `l.${column} = ANY(${value(condition.among)}::${numeric.has(column) ? 'bigint[]' : 'text[]'})`
}
/** All of these hold; `byKey`: texts are to be looked up in their index. */
export const sqlOf = (conditions: readonly Condition[], value: Value, byKey = false) =>
  conditions.map((condition) => one(condition, value, byKey)).join(' AND ') || 'true'

const isText = (condition: Condition): boolean => {
  if ('not' in condition) return false
  if ('all' in condition) return condition.all.some(isText)
  if ('any' in condition) return condition.any.some(isText)
  return 'has' in condition
}
/** Three letters or digits in a row: what a trigram index can look up. */
const isFindable = (condition: Condition): boolean => {
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
