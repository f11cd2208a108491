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

/** How a model words its changes where MISP does so differently: its times, and its names for columns of ours. */
export type Wording = { times?: 'unix' | 'text' | undefined; names?: Readonly<Record<string, string>> | undefined }

const moment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
const worded = (value: unknown, times: Wording['times']) => {
  if (times === undefined || typeof value !== 'string' || !moment.test(value)) return shown(value)
  return times === 'unix' ? String(Math.floor(Date.parse(value) / 1000)) : value.slice(0, 19).replace('T', ' ')
}
const isEmpty = (value: unknown) => ['', '0', '[]', '{}'].includes(shown(value))

/** `field (old) => (new), field2 () => (new)`: what differs between two rows, in MISP's own words (operations 5.6). */
export const changeOf = (before: Fields, after: Fields, { times, names = {} }: Wording = {}) =>
  Object.keys(after)
    .filter((key) => !alike(before[key], after[key]) || after[key] === masked)
    .map((key) => `${names[key] ?? key} (${worded(before[key], times)}) => (${worded(after[key], times)})`)
    .join(', ')

/** The same for a new row: what is empty or zero is left out. */
export const additionOf = (after: Fields, wording?: Wording) =>
  changeOf({}, Object.fromEntries(Object.entries(after).filter(([, value]) => !isEmpty(value))), wording)

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
