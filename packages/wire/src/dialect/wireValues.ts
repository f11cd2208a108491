import { isMap } from '@reeve/contract/inputs/isMap'
import { bare, type Call, type Values } from './call.ts'

/** The time zone in which `dt` is written (setting `MISP.timezone`). */
export type Zoned = { zone: string }
/** How one field is said; without one, numbers are said as text and all else as it is. */
type Form = (value: unknown, at: Zoned) => unknown

/** Whether a call only asks, by its method. */
export const isGet = ({ method }: Pick<Call, 'method'>) => method === 'GET' || method === 'HEAD'

/** Numbers travel as strings; booleans, texts and null as they are (people-data 0.5). */
export const plain = (value: unknown): unknown => {
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? value.map(plain) : (value ?? null)
}

const secondsOf = (value: unknown) => (typeof value === 'string' ? Math.floor(Date.parse(value) / 1000) : undefined)
/** Unix seconds as text; null where there is no time. */
export const unix: Form = (value) => secondsOf(value)?.toString() ?? null
/** Unix seconds as text; `"0"` where there is no time. */
export const unixOrZero: Form = (value) => secondsOf(value)?.toString() ?? '0'

const clocks = new Map<string, Intl.DateTimeFormat>()
const clockOf = (zone: string) => {
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  clocks.set(zone, made)
  return made
}
/** `YYYY-MM-DD HH:MM:SS` in the zone of the instance. */
export const dt: Form = (value, { zone }) => {
  if (typeof value !== 'string') return null
  if (zone === 'UTC') return `${value.slice(0, 10)} ${value.slice(11, 19)}`
  const part = Object.fromEntries(
    clockOf(zone)
      .formatToParts(new Date(value))
      .map(({ type, value: text }) => [type, text]),
  )
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second}`
}

/** The fields of a row that MISP shows, in its order and its words. What the row does not have is not said. */
export const worded = <R extends object, K extends keyof R & string>(
  row: R,
  keys: readonly K[],
  forms: { [P in K]?: Form },
  at: Zoned,
): Values => {
  // Written as a loop because it runs for every row of every list.
  const made: Values = {}
  for (const key of keys) {
    const value: unknown = row[key]
    if (value !== undefined) made[key] = (forms[key] ?? plain)(value, at)
  }
  return made
}

/** A body as its model's fields: `{User: {…}}`, `{request: {…}}` and `{…}` are one; nothing, lists and texts are empty (people-data 0.3). */
export const bodyOf = ({ body }: Pick<Call, 'body'>, model: string): Values => {
  const asked = isMap(body) && isMap(body.request) ? body.request : body
  const fields = isMap(asked) && isMap(asked[model]) ? asked[model] : asked
  return bare(isMap(fields) ? Object.entries(fields) : [])
}

/** Null says nothing: for what is made and for what is searched. In an edit it clears. */
export const present = (fields: Values): Values => bare(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))

/** What the address calls the row; nothing at all is no row. */
export const idIn = ({ ids: [id = ''] }: Pick<Call, 'ids'>, most = 300) => id.slice(0, most)
/** The same where only a number is a row: `me` is none under `/admin/users`. */
export const numberIn = (call: Pick<Call, 'ids'>) => (/^\d+$/.test(idIn(call)) ? idIn(call) : '')

const separators = /\|\||&&/
/** In a value of the address `;` stands for `:`, and `a||b` is a list (people-data 0.1). */
const harvested = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.flatMap(harvested)
  if (typeof value !== 'string') return value
  const parts = value
    .replaceAll(';', ':')
    .split(separators)
    .map((part) => part.trim())
  return parts.length > 1 ? parts : parts[0]
}
/** Filters of a search by their names: from the address, else the body, else the query string. */
export const filtersOf = (call: Call, model: string, names: readonly string[]): Values => {
  const body = bodyOf(call, model)
  return present(bare(names.map((name) => [name, harvested(call.named[name]) ?? body[name] ?? call.query[name]])))
}

/** One text of a filter that may have come as a list, or as a number. */
export const textOf = (value: unknown): string | undefined => {
  const one: unknown = Array.isArray(value) ? value.join('|') : value
  return typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean' ? String(one) : undefined
}

const units: Record<string, number> = { d: 86_400, h: 3600, m: 60, s: 1 }
/** A moment of a filter: unix seconds, `7d` ago, or a date; what is none of these finds nothing (operations 5.3). */
export const momentOf = (moment: unknown, now: Date): string => {
  const text = textOf(moment)?.trim() ?? ''
  const [, count, unit = ''] = /^(\d{1,9})([dhms])$/.exec(text) ?? []
  const written = /[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}${text.length > 10 ? 'Z' : ''}`
  const time =
    count !== undefined
      ? now.getTime() - Number(count) * (units[unit] ?? 0) * 1000
      : /^\d{1,12}(\.\d+)?$/.test(text)
        ? Number(text) * 1000
        : Date.parse(written)
  return Number.isNaN(new Date(time).getTime()) ? new Date(now.getTime() + 1000).toISOString() : new Date(time).toISOString()
}
