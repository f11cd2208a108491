/** How rows read in the log: MISP's change format, and which fields show at all (operations 5.6). */

type Fields = Record<string, unknown>
const never = new Set(['id', 'version', 'timestamp', 'revision', 'modified', 'lastpushedid'])
const masked = '*****'

/** One value as log texts show it: booleans as 1 or nothing, lists as JSON, times as ISO. */
const shown = (value: unknown): string => {
  if (value === null || value === undefined || value === false) return ''
  if (value === true) return '1'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
const plain = (value: unknown) =>
  value instanceof Date ? value.toISOString() : typeof value === 'bigint' ? Number(value) : (value ?? null)
const isScalar = (value: unknown) => value === null || typeof value !== 'object' || value instanceof Date || Array.isArray(value)
const alike = (a: unknown, b: unknown) => JSON.stringify(plain(a)) === JSON.stringify(plain(b))

/** `field (old) => (new), field2 () => (new)`: what differs between two rows, in MISP's own words. */
export const changeOf = (before: Fields, after: Fields) =>
  Object.keys(after)
    .filter((key) => !alike(before[key], after[key]) || after[key] === masked)
    .map((key) => `${key} (${shown(before[key])}) => (${shown(after[key])})`)
    .join(', ')

/** The fields of `data` that differ from the row. What is not said (undefined) does not differ. */
export const changed = (row: object, data: object): Fields => {
  const known = new Map<string, unknown>(Object.entries(row))
  return Object.fromEntries(Object.entries(data).filter(([key, value]) => value !== undefined && !alike(known.get(key), value)))
}

/** The fields of a row that the log keeps, secrets masked; with `only`, no others than those. */
export const visible = (row: object, secret: readonly string[], skip: readonly string[], only?: object): Fields =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([key, value]) => !never.has(key) && !skip.includes(key) && isScalar(value) && (!only || Object.hasOwn(only, key)))
      .map(([key, value]) => [key, secret.includes(key) ? (value ? masked : null) : plain(value)]),
  )
