import { type Format, formatOf } from './negotiate.ts'

/** What was said beside the address. Made without a prototype: `__proto__` is a name like any other. */
export type Values = Record<string, unknown>
/** A name:value of the address; `key[]:a/key[]:b` makes a list. */
export type Named = Record<string, string | string[]>

/** A MISP request taken apart (people-data 0.1). */
export type Call = {
  /** Letters only, lower case: `sharing_groups`, `sharingGroups` and `SharingGroups` are one. */
  controller: string
  /** Lower case, with `admin_` where the address has the prefix. */
  action: string
  ids: string[]
  named: Named
  query: Named
  body: unknown
  method: string
  format: Format
  /** As it was called, query string included: what refusals repeat. */
  url: string
}
export type Request = { method: string; url: string; accept?: string | undefined; body?: unknown }

/** An object that has nothing but what it was given; the last of equal names wins. */
export const bare = (entries: Iterable<readonly [string, unknown]>): Values => {
  const made: Values = Object.create(null)
  for (const [key, value] of entries) made[key] = value
  return made
}

/** Percent-decoded, `+` as a blank; what is no proper encoding stays as it is. */
const decoded = (text: string) => {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

/** `key[]` gathers a list; of equal single names the last wins. */
const gathered = (pairs: Iterable<readonly [string, string]>): Named => {
  const made: Named = Object.create(null)
  for (const [key, value] of pairs) {
    const list = /^(.*)\[\d*\]$/s.exec(key)?.[1]
    if (list === undefined) made[key] = value
    else made[list] = [made[list] ?? [], value].flat()
  }
  return made
}
const pairOf = (segment: string): [string, string] => {
  const colon = segment.indexOf(':')
  return [segment.slice(0, colon), segment.slice(colon + 1)]
}

const ending = /\.(json|xml|csv)$/i
const spelled = (controller: string) => controller.replaceAll(/[_-]/g, '').toLowerCase()

/** Only these two are addressed by verb: `POST /events` adds, `DELETE /attributes/7` deletes. */
const byVerb = new Set(['events', 'attributes'])
const isKey = (text: string) => /^(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/i.test(text)
const verbs = new Map([
  ['GET', 'view'],
  ['HEAD', 'view'],
  ['POST', 'edit'],
  ['PUT', 'edit'],
  ['DELETE', 'delete'],
])

/** What a verb stands for where there is no action, or a key in its stead. */
const verbAction = (method: string, controller: string, action: string | undefined) => {
  if (!byVerb.has(controller)) return undefined
  if (action === undefined) return method === 'POST' ? 'add' : 'index'
  return isKey(action) ? verbs.get(method) : undefined
}

/** Which of the positional parts are the address: `/admin/x/y` and `/x/admin_y` are one; `/` is `/events/index`. */
const addressOf = (method: string, [first = '', ...rest]: string[]) => {
  const admin = first.toLowerCase() === 'admin'
  const [text = 'events', action, ...ids] = admin ? rest : [first || 'events', ...rest]
  const controller = spelled(text)
  const verb = admin ? undefined : verbAction(method, controller, action)
  if (verb !== undefined) return { controller, action: verb, ids: action === undefined ? ids : [action, ...ids] }
  return { controller, action: `${admin ? 'admin_' : ''}${(action ?? 'index').toLowerCase()}`, ids }
}

/** The grammar of MISP's addresses, in one place (people-data 0.1, 0.2). */
export const callOf = ({ method, url, accept, body }: Request): Call => {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const end = ending.exec(path)?.[1]?.toLowerCase()
  const segments = (end ? path.slice(0, -end.length - 1) : path).split('/').filter(Boolean).map(decoded)
  return {
    ...addressOf(
      method,
      segments.filter((segment) => !segment.includes(':')),
    ),
    named: gathered(segments.filter((segment) => segment.includes(':')).map(pairOf)),
    query: gathered(mark < 0 ? [] : new URLSearchParams(url.slice(mark + 1))),
    body,
    method,
    format: formatOf(end, accept),
    url,
  }
}

/** The address of a place as bindings are found by it, whatever its spelling. */
export const addressKey = ({ controller, action }: Pick<Call, 'controller' | 'action'>) => `${controller}/${action}`
