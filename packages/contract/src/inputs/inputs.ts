import { z } from 'zod'
import { problemIn } from './problems.ts'

z.config({ customError: problemIn })

/** Query strings and the wire say "3" and "1"; JSON says 3 and true. Both are understood. */
export const Int = z.coerce.number<number | string>('Give a whole number.').int('Give a whole number.')
export const Id = Int.positive('Give the number of an entry.').max(2_147_483_647)
export const Flag = z.union([z.boolean(), z.number().min(0).max(1).transform(Boolean), z.stringbool()], 'Say true or false.')
export const Uuid = z.uuid('Give an RFC 4122 UUID.').max(36).toLowerCase()
export const Ref = z.object({ id: z.number(), name: z.string() })

/** A text of at most `max` characters, without the blanks around it. */
export const Text = (max: number, missing?: string) =>
  z
    .string(missing)
    .max(max, `At most ${max.toLocaleString('en')} characters.`)
    .trim()

/** A text of one line, for names that appear in lists, mails and logs. */
export const Line = (max: number, missing?: string) =>
  Text(max, missing).regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'Write this on one line, without control characters.')

/** A moment: handlers give a Date, every surface reads ISO 8601 in UTC. */
export const Time = z
  .union([z.date(), z.iso.datetime({ offset: true })])
  .transform((time) => (typeof time === 'string' && time.endsWith('Z') ? time : new Date(time).toISOString()))
  .meta({ type: 'string', format: 'date-time' })

/** A moment said by a caller: a date, a date and time, or unix seconds. Empty clears. */
export const Moment = z.union([z.number().min(0).max(32_503_680_000), z.string().max(40), z.null()]).transform((input, ctx) => {
  const text = String(input ?? '').trim()
  if (text === '' || text === '0') return null
  const read = /^\d+(\.\d+)?$/.test(text)
    ? new Date(Number(text) * 1000)
    : new Date(/^[\d-]{10}$/.test(text) ? `${text}T00:00:00Z` : zoned(text))
  // Date itself takes almost any text with a number in it for a date.
  if (/^(\d+(\.\d+)?|\d{4}-\d\d-\d\d.*)$/.test(text) && !Number.isNaN(read.getTime())) return read
  ctx.addIssue({ code: 'custom', message: `“${text.slice(0, 40)}” is no date. Write it as 2030-12-31 or 2030-12-31 23:59:59.` })
  return z.NEVER
})
/** A time without a zone means UTC, not the zone of the machine. */
const zoned = (text: string) => (/[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`)

/** A list given as a list, or as text with commas or line ends between. Blanks are dropped. */
export const Lines = (max: number, each: number) =>
  z
    .union([z.array(z.string().max(each)).max(max), z.string().max(max * (each + 2)), z.null()])
    .transform((input) => (typeof input === 'string' ? input.split(/[\n,]/) : (input ?? [])).map((line) => line.trim()).filter(Boolean))

/** `me` is the caller himself. */
export type KeyName = 'id' | 'uuid' | 'name' | 'setting' | 'me'
export type RowKey = { id: number } | { uuid: string } | { name: string } | { setting: string }

const isUuid = (text: string) => z.uuid().safeParse(text).success
const readers: Record<Exclude<KeyName, 'me'>, (text: string) => RowKey | undefined> = {
  id: (text) => (/^\d{1,10}$/.test(text) && Id.safeParse(text).success ? { id: Number(text) } : undefined),
  uuid: (text) => (isUuid(text) ? { uuid: text.toLowerCase() } : undefined),
  name: (text) => (text ? { name: text } : undefined),
  setting: (text) => (text ? { setting: text } : undefined),
}

/** What a caller calls a row, as the first of `by` that it can be; undefined where it cannot be a key. */
export const keyOf = (by: readonly KeyName[], input: unknown): RowKey | undefined => {
  const text = typeof input === 'string' || typeof input === 'number' ? String(input).slice(0, 300) : ''
  for (const name of by) {
    if (name === 'me') continue
    const key = readers[name](text)
    if (key) return key
  }
  return undefined
}

const Source = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])
/** Addresses and ranges written with commas or blanks between. */
export const sourcesIn = (text: string) => text.split(/[\s,]+/).filter(Boolean)
/** Whether a text is nothing but such. */
export const areSources = (text: string) => sourcesIn(text).every((one) => Source.safeParse(one).success)
