import { fail } from '@reeve/contract/failure'
import { type Actor, isSiteAdmin } from '@reeve/contract/may'
import type { In } from '@reeve/contract/operation'
import { logs } from '@reeve/contract/resources/logs'
import type { Prisma } from '../../generated/client.ts'
import { implement, type ReadCtx, type Rows } from '../implement.ts'
import { pruneUpdateLogs } from '../jobs/pruneUpdateLogs.ts'
import { type Condition, type LogColumn, literally } from '../logs/conditions.ts'
import type { LogRow, Place } from '../logs/walk.ts'
import { organisationCalled, whoAsked } from '../rules/whoAsked.ts'
import { cursorOf, readCursor } from '../window.ts'

/** An auditor sees what his organisation did; a site admin all (the manual, "Using MISP logs"). */
const seen = (actor: Actor) => (isSiteAdmin(actor) ? undefined : actor.org_id)
const scope = (actor: Actor): Condition[] => is('org_id', seen(actor))

type Row = LogRow
const fieldsOf = (value: Prisma.JsonValue) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null)
const rows: Rows<Row, Prisma.LogWhereInput> = {
  scope: (actor) => ({ org_id: seen(actor) }),
  find: async (read, where) => {
    const row = await read.log.findFirst({ where })
    if (!row) return null
    const { id, model_id, event_id, before, after, ...rest } = row
    const numbers = { id: Number(id), model_id: Number(model_id), event_id: event_id === null ? null : Number(event_id) }
    return { ...rest, ...numbers, before: fieldsOf(before), after: fieldsOf(after) }
  },
  mayChange: () => false,
}

const has = (column: LogColumn, text: string | undefined): Condition[] => (text ? [{ column, has: `%${literally(text)}%` }] : [])
const is = (column: LogColumn, value: string | number | readonly string[] | undefined): Condition[] =>
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

const matched = ['title', 'model', 'action', 'change', 'email', 'org', 'description', 'ip', 'request_id'] as const
const numbered = ['id', 'model_id', 'user_id', 'org_id', 'event_id', 'request_type', 'auth_key_id'] as const
const whole = (said: readonly (string | number)[] | undefined) => said?.map(Number).filter((id) => Number.isSafeInteger(id))

const wayIn = { browser: 0, key: 1, background: 2 } as const
type Asked = In<typeof logs.export>
/** What a list was asked for, within what the actor may see. */
const wantedBy = (actor: Actor, said: Asked): Condition[] => [
  ...scope(actor),
  ...has('email', said.email),
  ...has('org', said.org),
  ...has('title', said.title),
  ...has('change', said.change),
  ...has('ip', said.ip),
  ...is('action', said.action),
  ...is('model', said.model),
  ...is('model_id', said.model_id),
  ...is('user_id', said.user_id),
  ...is('org_id', said.org_id),
  ...is('request_type', said.request_type && wayIn[said.request_type]),
  ...is('request_id', said.request_id),
  ...is('auth_key_id', said.auth_key_id),
  ...is('event_id', said.event_id),
  ...between(said.from, said.to),
]
const between = (from: Date | null | undefined, to: Date | null | undefined): Condition[] => [
  ...(from ? [{ column: 'created', from } as const] : []),
  ...(to ? [{ column: 'created', to } as const] : []),
]

const ofAccounts = new Set(['add', 'edit', 'reset_auth_key'])
/** What was changed about site admins is for site admins (operations 5.3). */
const redacted = async <R extends LogRow>({ actor, read }: Pick<ReadCtx, 'actor' | 'read'>, found: R[]): Promise<R[]> => {
  const about = ({ model, action }: LogRow) => model === 'User' && ofAccounts.has(action)
  const ids = isSiteAdmin(actor) ? [] : [...new Set(found.filter(about).map(({ model_id }) => model_id))]
  if (ids.length === 0) return found
  const admins = await read.user.findMany({ where: { id: { in: ids }, role: { perm_site_admin: true } }, select: { id: true } })
  const guarded = new Set(admins.map(({ id }) => id))
  const hide = (row: R) => (about(row) && guarded.has(row.model_id) ? { ...row, change: 'Redacted', before: null, after: null } : row)
  return guarded.size === 0 ? found : found.map(hide)
}

/** How long a page may be looked for before it is given as far as it came, in milliseconds. */
const patience = 1500
const placeOf = (after: string | undefined): Place | undefined => {
  if (!after) return undefined
  const { value, id } = readCursor(after)
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? { created: new Date(value), id } : undefined
}
const cursorAt = ({ created, id }: Place) => cursorOf({ value: created.toISOString(), id })
const batch = 2000

export const logsImplementation = implement(logs, rows, {
  list: async (ctx, { sort = '-id', after, page: _, limit, ...said }) => {
    const wanted = wantedBy(ctx.actor, said)
    const place = placeOf(after)
    const walk = { conditions: wanted, limit, down: sort.startsWith('-'), after: place, patience }
    const { rows: found, next } = await ctx.logSql.find(walk)
    const shown = { rows: await redacted(ctx, found), next: next && cursorAt(next) }
    // Nothing is counted: a page that is all there is has counted itself.
    if (!next && !place) return { ...shown, total: found.length, about: false }
    return { ...shown, total: wanted.length === 0 ? await ctx.logSql.estimate() : found.length, about: true }
  },

  export: async function* (ctx, { sort = 'id', ...said }) {
    const conditions = wantedBy(ctx.actor, said)
    for (let after: Place | undefined; ; ) {
      const { rows: found, next } = await ctx.logSql.find({ conditions, limit: batch, down: sort.startsWith('-'), after })
      yield await redacted(ctx, found)
      if (!next) return
      after = next
    }
  },

  view: async (ctx, row) => {
    const [shown = row] = await redacted(ctx, [row])
    return shown
  },

  match: async (ctx, { limit, page, newest, changes, created, ...said }) => {
    const [one, two] = (created ?? []).map((text) => new Date(text))
    const [from, to] = one && two && two < one ? [two, one] : [one, two]
    const wanted: Condition[] = [
      ...scope(ctx.actor),
      ...matched.flatMap((column) => matching(column, said[column])),
      ...numbered.flatMap((column) => matching(column, whole(said[column]))),
      ...between(from, to),
      ...(changes ? [{ structured: true } as const] : []),
    ]
    const found =
      page === 1
        ? (await ctx.logSql.find({ conditions: wanted, limit, down: newest })).rows
        : await ctx.logSql.page(wanted, { limit, offset: (page - 1) * limit, down: newest })
    const who = await whoAsked(ctx.read, found)
    return (await redacted(ctx, found)).map((row) => {
      const { user, org } = who(row)
      return { ...row, actor: user, organisation: org }
    })
  },

  days: async ({ actor, read, logSql }, { org, changes }) => {
    const own = seen(actor)
    const asked = org === undefined ? undefined : await organisationCalled(read, org)
    if (org !== undefined && (!asked || (own !== undefined && asked.id !== own))) fail('notFound', 'There is no such organisation.')
    const days = await logSql.days({ org_id: own ?? asked?.id, changes })
    return Object.fromEntries(days.map(({ day, count }) => [day, count]))
  },

  topApiUsers: async ({ logSql, ports }, { days, limit }) => logSql.topUsers(daysAgo(ports.now(), days - 1), limit),

  usersOfAddresses: async ({ logSql, ports, settings }, { ip }) =>
    settings['MISP.log_user_ips'] ? logSql.lastFrom([ip].flat(), daysAgo(ports.now(), 30)) : [],

  pruneUpdateLogs: async ({ enqueue }) => {
    await enqueue(pruneUpdateLogs, {})
    return { queued: true }
  },
})

const daysAgo = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000)
