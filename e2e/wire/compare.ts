import { isMap } from '../../packages/contract/src/inputs/isMap.ts'
import { protocol } from './recording.ts'

/** What a text looks like, where its content is not the same for every instance. */
const looks: [name: string, pattern: RegExp][] = [
  ['digits', /^-?\d+$/],
  ['date and time', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/],
  ['uuid', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/],
  ['auth key', /^([A-Za-z\d]{40}|<40-char key>)$/],
  ['stars', /^\*+$/],
]
const lookOf = (text: string) => looks.find(([, pattern]) => pattern.test(text))?.[0] ?? 'text'
const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'string' ? lookOf(value) : typeof value
}

/** Fields whose kind depends on what happened to a row, not on the server. The reason stands beside each. */
const loose: [pattern: RegExp, kinds: readonly string[]][] = [
  // Null until an organisation was edited once, then a list.
  [/\.restricted_to_domain$/, ['null', 'list']],
  // The recorded list was cut before the keys that are bound to addresses.
  [/\]\.AuthKey\.allowed_ips$/, ['null', 'list']],
  // Texts that people wrote, which may look like anything.
  [
    /\.(name|comment|title|change|description|model_title|value|contacts|nationality|sector|type)$/,
    ['text', 'digits', 'uuid', 'date and time', 'null', 'auth key'],
  ],
  [/\.(gpgkey|certif_public|external_auth_key)$/, ['text', 'null']],
  // Zero and absent times: `"0"` is a number, a user who was never changed has none.
  [/\.(date_created|last_pw_change|expiration)$/, ['digits', 'null', 'date and time']],
  // Kept here for every request; MISP keeps it only where a proxy sends one.
  [/(Audit|Access)Log\.(request_id|authkey_id|ip)$/, ['null', 'text', 'uuid', 'digits']],
  // Who did it may have been deleted since.
  [/\]\.User\.(id|email|org_id)$/, ['null', 'text', 'digits']],
]
const isLoose = (at: string, a: string, b: string) =>
  loose.some(([pattern, kinds]) => pattern.test(at) && kinds.includes(a) && kinds.includes(b))
/** Maps whose keys are data. */
const keyedByData = /\.(UserSetting|orgAdmins|change|sane_defaults)$/

const cut = /^… \d+ more$/

/** A protocol string, with a key in it masked as in the recordings. */
const protocolOf = (text: string) => text.replace(/\b[A-Za-z\d]{40}\b/, '<40-char key>')

const tagsOf = (text: string) => [...new Set(text.match(/<\/?[\w.-]+\/?>/g)?.map((tag) => tag.replaceAll(/[</>]/g, '')))].sort()
const documents = (recorded: string, ours: string, at: string) => {
  const [theirs, mine] = [tagsOf(recorded), tagsOf(ours)]
  const cutOff = recorded.endsWith('…')
  return theirs.every((tag) => mine.includes(tag)) && (cutOff || theirs.length === mine.length)
    ? []
    : [`${at}: the tags ${mine.join()} instead of ${theirs.join()}`]
}

const texts = (recorded: string, ours: string, at: string): string[] => {
  if (recorded === '…' || recorded === '<path>') return []
  if (recorded.startsWith('<?xml')) return documents(recorded, ours, at)
  const exact = protocol.has(recorded) || at.endsWith('.url')
  if (exact) return protocolOf(ours) === recorded ? [] : [`${at}: “${ours}” instead of “${recorded}”`]
  return []
}

const lists = (recorded: readonly unknown[], ours: readonly unknown[], at: string): string[] => {
  const rows = recorded.filter((row) => !(typeof row === 'string' && cut.test(row)))
  if (rows.length === 0 || ours.length === 0) {
    // Whether anything was found matters; what a list of fields or errors holds is ours to say.
    return at === 'answer' && rows.length !== ours.length ? [`${at}: ${ours.length} rows instead of ${rows.length}`] : []
  }
  // A row of ours is right if it is like any of the recorded ones.
  return ours.slice(0, 100).flatMap((row, index) => {
    const told = rows.map((other) => differences(other, row, `${at}[${index}]`))
    const best = told.reduce((a, b) => (b.length < a.length ? b : a))
    return best
  })
}

const maps = (recorded: Record<string, unknown>, ours: Record<string, unknown>, at: string): string[] => {
  if (keyedByData.test(at)) return []
  const cutOff = Object.keys(recorded).some((key) => cut.test(key))
  const missing = Object.keys(recorded)
    .filter((key) => !Object.hasOwn(ours, key) && !cut.test(key))
    .map((key) => `${at}.${key}: missing`)
  const extra = cutOff
    ? []
    : Object.keys(ours)
        .filter((key) => !Object.hasOwn(recorded, key))
        .map((key) => `${at}.${key}: not in the recording`)
  const shared = Object.keys(recorded).filter((key) => Object.hasOwn(ours, key))
  return [...missing, ...extra, ...shared.flatMap((key) => differences(recorded[key], ours[key], `${at}.${key}`))]
}

/** Everything in which an answer differs from the recorded one: keys, kinds of values, protocol strings. */
export const differences = (recorded: unknown, ours: unknown, at: string): string[] => {
  if (recorded === '…') return []
  if (isMap(recorded) && isMap(ours)) return maps(recorded, ours, at)
  if (Array.isArray(recorded) && Array.isArray(ours)) return lists(recorded, ours, at)
  const [a, b] = [kindOf(recorded), kindOf(ours)]
  const alike = a === b || (a === 'text' && typeof ours === 'string' && typeof recorded === 'string' && recorded.includes('<40-char key>'))
  if (!alike && !isLoose(at, a, b) && !keyedByData.test(at)) return [`${at}: ${b} instead of ${a}`]
  return typeof recorded === 'string' && typeof ours === 'string' ? texts(recorded, ours, at) : []
}
