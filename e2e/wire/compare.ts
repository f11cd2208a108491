import { isMap } from '../../packages/contract/src/inputs/isMap.ts'
import { type Expected, identityOf } from './facts.ts'
import { protocol } from './recording.ts'
import { models } from './schema.ts'

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

/** Where a value stands: its path, the model around it, and what is expected of single values, of rows that cannot be identified besides. */
type Place = { at: string; model: string; expected: Expected; anonymous: Expected }
const nothing: Expected = () => undefined
const inside = ({ at, model, ...place }: Place, key: string): Place => ({
  ...place,
  at: `${at}.${key}`,
  model: models.has(key) ? key : model,
})

/** The differences from whichever recorded row is nearest. */
const fromNearest = (rows: readonly unknown[], row: unknown, place: Place) =>
  rows.map((other) => compare(other, row, place)).reduce((a, b) => (b.length < a.length ? b : a))

/** A recorded row whose id is known here is compared with ours of that id; other rows of ours have to be like any of the recorded ones. */
const listedRows = (recorded: readonly unknown[], ours: readonly unknown[], place: Place): string[] => {
  const told: string[] = []
  const paired = new Set<unknown>()
  for (const row of recorded) {
    const named = identityOf(row)
    const id = named && place.expected(named.model, 'id', named.id)
    if (named === undefined || typeof id !== 'string') continue
    const index = ours.findIndex((other) => identityOf(other)?.id === id)
    paired.add(ours[index])
    told.push(
      ...(index < 0
        ? [`${place.at}: ${named.model} ${id} is missing`]
        : compare(row, ours[index], { ...place, at: `${place.at}[${index}]` })),
    )
  }
  const others = ours.slice(0, 100).flatMap((row, index) => {
    if (paired.has(row)) return []
    const expected = identityOf(row) ? nothing : place.anonymous
    return fromNearest(recorded, row, { ...place, expected, at: `${place.at}[${index}]` })
  })
  return [...told, ...others]
}

const lists = (recorded: readonly unknown[], ours: readonly unknown[], place: Place): string[] => {
  const rows = recorded.filter((row) => !(typeof row === 'string' && cut.test(row)))
  if (rows.length === 0 || ours.length === 0) {
    // Whether anything was found matters; what a list of fields or errors holds is ours to say.
    return place.at === 'answer' && rows.length !== ours.length ? [`${place.at}: ${ours.length} rows instead of ${rows.length}`] : []
  }
  return listedRows(rows, ours, place)
}

const maps = (recorded: Record<string, unknown>, ours: Record<string, unknown>, place: Place): string[] => {
  if (keyedByData.test(place.at)) return []
  const cutOff = Object.keys(recorded).some((key) => cut.test(key))
  const missing = Object.keys(recorded)
    .filter((key) => !Object.hasOwn(ours, key) && !cut.test(key))
    .map((key) => `${place.at}.${key}: missing`)
  const extra = cutOff
    ? []
    : Object.keys(ours)
        .filter((key) => !Object.hasOwn(recorded, key))
        .map((key) => `${place.at}.${key}: not in the recording`)
  const shared = Object.keys(recorded).filter((key) => Object.hasOwn(ours, key))
  return [...missing, ...extra, ...shared.flatMap((key) => field(key, recorded[key], ours[key], inside(place, key)))]
}

/** A field whose value is known has to hold that value. */
const field = (key: string, recorded: unknown, ours: unknown, place: Place): string[] => {
  const expected = place.expected(place.model, key, recorded)
  if (expected === undefined) return compare(recorded, ours, place)
  const [wanted, found] = [JSON.stringify(expected), JSON.stringify(ours)]
  return wanted === found ? [] : [`${place.at}: ${found} instead of ${wanted}`]
}

const compare = (recorded: unknown, ours: unknown, place: Place): string[] => {
  const { at } = place
  if (recorded === '…') return []
  if (isMap(recorded) && isMap(ours)) return maps(recorded, ours, place)
  if (Array.isArray(recorded) && Array.isArray(ours)) return lists(recorded, ours, place)
  const [a, b] = [kindOf(recorded), kindOf(ours)]
  const alike = a === b || (a === 'text' && typeof ours === 'string' && typeof recorded === 'string' && recorded.includes('<40-char key>'))
  if (!alike && !isLoose(at, a, b) && !keyedByData.test(at)) return [`${at}: ${b} instead of ${a}`]
  return typeof recorded === 'string' && typeof ours === 'string' ? texts(recorded, ours, at) : []
}

/** Everything in which an answer differs from the recorded one: keys, kinds of values, protocol strings, and values that are known. */
export const differences = (recorded: unknown, ours: unknown, place: Partial<Place> = {}) =>
  compare(recorded, ours, { at: 'answer', model: '', expected: nothing, anonymous: nothing, ...place })
