import { type Actor, isSiteAdmin } from '@reeve/contract/may'
import { logs } from '@reeve/contract/resources/logs'
import type { Prisma } from '../../generated/client.ts'
import { implement, type Rows } from '../implement.ts'
import { type Condition, type LogColumn, literally } from '../sqlLogs.ts'
import { cursorOf, readCursor } from '../window.ts'

/** An auditor sees what his organisation did; a site admin all (the manual, "Using MISP logs"). */
const seen = (actor: Actor) => (isSiteAdmin(actor) ? undefined : actor.org_id)
const scope = (actor: Actor): Condition[] => is('org_id', seen(actor))

type Row = Omit<Prisma.LogModel, 'id' | 'model_id'> & { id: number; model_id: number }
const fieldsOf = (value: Prisma.JsonValue) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null)
const rows: Rows<Row, Prisma.LogWhereInput> = {
  scope: (actor) => ({ org_id: seen(actor) }),
  find: async (read, where) => {
    const row = await read.log.findFirst({ where })
    return row && { ...row, id: Number(row.id), model_id: Number(row.model_id) }
  },
  mayChange: () => false,
}

const has = (column: LogColumn, text: string | undefined): Condition[] => (text ? [{ column, has: `%${literally(text)}%` }] : [])
const is = (column: LogColumn, value: string | number | string[] | undefined): Condition[] =>
  value === undefined || value === '' ? [] : [{ column, among: [value].flat() }]

/** As the wire matches: exactly, or by `%`; a leading `!` is not; several are either (people-data 4.5). */
const matching = (column: LogColumn, said: readonly (string | number)[] | undefined): Condition[] => {
  if (!said || said.length === 0) return []
  const one = (text: string): Condition => (/^%|%$/.test(text) ? { column, has: text } : { column, among: [text] })
  const texts = said.map(String)
  const wanted = texts.filter((text) => !text.startsWith('!')).map(one)
  const unwanted = texts.filter((text) => text.startsWith('!')).map((text): Condition => ({ not: one(text.slice(1)) }))
  return [...(wanted.length > 0 ? [{ any: wanted }] : []), ...unwanted]
}

const matched = ['title', 'model', 'action', 'change', 'email', 'org', 'description', 'ip'] as const
const numbered = ['id', 'model_id', 'user_id'] as const
const whole = (said: readonly (string | number)[] | undefined) => said?.map(Number).filter((id) => Number.isSafeInteger(id))
const countedTo = 10_000

export const logsImplementation = implement(logs, rows, {
  list: async (
    { actor, logSql },
    { email, org, action, title, change, model, model_id, ip, from, to, user_id, sort = '-id', after, page = 1, limit },
  ) => {
    const down = sort.startsWith('-')
    const wanted: Condition[] = [
      ...scope(actor),
      ...has('email', email),
      ...has('org', org),
      ...has('title', title),
      ...has('change', change),
      ...has('ip', ip),
      ...is('action', action),
      ...is('model', model),
      ...is('model_id', model_id),
      ...is('user_id', user_id),
      ...(from ? [{ column: 'created', from } as const] : []),
      ...(to ? [{ column: 'created', to } as const] : []),
    ]
    const last = after ? readCursor(after).id : undefined
    const place: Condition[] = last === undefined ? [] : [down ? { column: 'id', to: last - 1 } : { column: 'id', from: last + 1 }]
    const [found, count] = await Promise.all([
      logSql.find([...wanted, ...place], { limit: limit + 1, offset: last === undefined ? (page - 1) * limit : 0, down }),
      logSql.count(wanted, countedTo + 1),
    ])
    const end = found.length > limit ? found[limit - 1] : undefined
    const about = count > countedTo
    const total = about && wanted.length === 0 ? await logSql.estimate() : Math.min(count, countedTo)
    return { rows: found.slice(0, limit), next: end ? cursorOf({ value: null, id: end.id }) : null, total, about }
  },

  view: async (_, row) => ({ ...row, before: fieldsOf(row.before), after: fieldsOf(row.after) }),

  match: async ({ actor, logSql }, { limit, page, newest, changes, created, ...said }) => {
    const [one, two] = (created ?? []).map((text) => new Date(text))
    const [from, to] = one && two && two < one ? [two, one] : [one, two]
    const wanted: Condition[] = [
      ...scope(actor),
      ...matched.flatMap((column) => matching(column, said[column])),
      ...numbered.flatMap((column) => matching(column, whole(said[column]))),
      ...(from ? [{ column: 'created', from } as const] : []),
      ...(to ? [{ column: 'created', to } as const] : []),
      ...(changes ? [{ structured: true } as const] : []),
    ]
    return logSql.findJoined(wanted, { limit, offset: (page - 1) * limit, down: newest })
  },
})
