import type { logs } from '@reeve/contract/audit/logs'
import type { Actor } from '@reeve/contract/kernel/may'
import type { In } from '@reeve/contract/kernel/operation'
import { type Condition, type LogColumn, literally } from './data/conditions.ts'
import { type Shield, seenBy, shielded } from './shield.ts'

const has = (column: LogColumn, text: string | undefined): Condition[] => (text ? [{ column, has: `%${literally(text)}%` }] : [])
const is = (column: LogColumn, value: string | number | readonly string[] | undefined): Condition[] =>
  value === undefined || value === '' ? [] : [{ column, among: [value].flat() }]

/** As the wire matches: exactly, or by `%`; a leading `!` is not; several are either (people-data 4.5). */
const matching = (column: LogColumn, input: readonly (string | number)[] | undefined): Condition[] => {
  if (!input || input.length === 0) return []
  const one = (text: string): Condition => (/^%|%$/.test(text) ? { column, has: text } : { column, among: [text] })
  const texts = input.map(String)
  const wanted = texts.filter((text) => !text.startsWith('!')).map(one)
  const unwanted = texts.filter((text) => text.startsWith('!')).map((text): Condition => ({ not: one(text.slice(1)) }))
  return [...(wanted.length > 0 ? [{ any: wanted }] : []), ...unwanted]
}

const wayIn = { browser: 0, key: 1, background: 2 } as const
type Asked = In<typeof logs.export>
/** What a list was asked for, within what the actor may see. */
export const wantedBy = (actor: Actor, shield: Shield, input: Asked): Condition[] =>
  shielded([...seenBy(actor), ...filtersOf(input)], shield)

const filtersOf = (input: Asked): Condition[] => [
  ...has('email', input.email),
  ...has('org', input.org),
  ...has('title', input.title),
  ...has('change', input.change),
  ...has('ip', input.ip),
  ...is('action', input.action),
  ...is('model', input.model),
  ...is('model_id', input.model_id),
  ...is('user_id', input.user_id),
  ...is('org_id', input.org_id),
  ...is('request_type', input.request_type && wayIn[input.request_type]),
  ...is('request_id', input.request_id),
  ...is('auth_key_id', input.auth_key_id),
  ...is('event_id', input.event_id),
  ...between(input.from, input.to),
]
const between = (from: Date | null | undefined, to: Date | null | undefined): Condition[] => [
  ...(from ? [{ column: 'created', from } as const] : []),
  ...(to ? [{ column: 'created', to } as const] : []),
]

const matched = ['title', 'model', 'action', 'change', 'email', 'org', 'description', 'ip', 'request_id'] as const
const numbered = ['id', 'model_id', 'user_id', 'org_id', 'event_id', 'request_type', 'auth_key_id'] as const
const whole = (input: readonly (string | number)[] | undefined) => input?.map(Number).filter((id) => Number.isSafeInteger(id))

/** What the wire asked for: whole texts, patterns, and moments in either order. */
export const matchedBy = (actor: Actor, shield: Shield, { created, changes, ...input }: In<typeof logs.match>): Condition[] => {
  const [one, two] = (created ?? []).map((text) => new Date(text))
  const [from, to] = one && two && two < one ? [two, one] : [one, two]
  const conditions: Condition[] = [
    ...seenBy(actor),
    ...matched.flatMap((column) => matching(column, input[column])),
    ...numbered.flatMap((column) => matching(column, whole(input[column]))),
    ...between(from, to),
    ...(changes ? [{ structured: true } as const] : []),
  ]
  return shielded(conditions, shield)
}
