/** Any value as text; nothing is empty. */
export const wordOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value)
}

const number = new Intl.NumberFormat('en')
/** A number as people read it. */
export const amount = (count: number) => number.format(count)
/** `1 job`, `2 jobs`, `1,000 entries`. */
export const counted = (count: number, one: string, many = `${one}s`) => `${amount(count)} ${count === 1 ? one : many}`
