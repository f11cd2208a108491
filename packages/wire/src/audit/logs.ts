import { logs } from '@reeve/contract/audit/logs'
import { fail } from '@reeve/contract/inputs/failure'
import type { Out } from '@reeve/contract/kernel/operation'
import { bare, type Call, type Values } from '../dialect/call.ts'
import { at, type Binding, type RenderContext, type Word } from '../dialect/dialect.ts'
import { exception, nameless, saved } from '../dialect/refuse.ts'
import { dt, filtersOf, momentOf, numberIn, plain, present, textOf, worded } from '../dialect/wireValues.ts'

type Row = Out<typeof logs.match>[number]

const columns = ['id', 'title', 'created', 'model', 'model_id', 'action', 'user_id', 'change', 'email', 'org', 'description', 'ip'] as const
const orEmpty = (value: unknown) => value ?? ''
/** A row as the older log shows it (people-data 4.5). */
const inLog = (row: Row, context: RenderContext) => ({ Log: worded(row, columns, { created: dt, ip: orEmpty }, context) })

const most = 10_000
const sizeOf = (input: unknown, usual: number) => (input === undefined ? usual : Math.min(Number(input) || usual, most))
const listOf = (value: unknown): string[] | undefined => (value === undefined ? undefined : [value].flat().map(String))

const names = ['title', 'model', 'model_id', 'action', 'user_id', 'change', 'email', 'org', 'description', 'ip']
const asked = [...names, 'id', 'created', 'limit', 'page']
const nothing = 'Say what to look for: in the address, or as JSON in the body.'

const logFilters = (call: Call, { now }: Pick<RenderContext, 'now'>) => {
  const filters = filtersOf(call, 'Log', asked)
  // A POST that says nothing would be the whole table (people-data 0.3).
  if (call.method === 'POST' && Object.keys(filters).length === 0) fail('invalid', nothing)
  return present({
    ...Object.fromEntries(names.map((name) => [name, listOf(filters[name])])),
    id: filters.id === undefined ? undefined : [filters.id].flat(),
    created: listOf(filters.created)?.map((moment) => momentOf(moment, now)),
    limit: sizeOf(filters.limit, most),
    page: filters.page,
  })
}

/** A change as the audit log has it: what is new, or `[old, new]`; a deletion shows what there was (operations 5.9). */
const changeOf = ({ action, before, after }: Pick<Row, 'action' | 'before' | 'after'>): Values | null => {
  const native = (value: unknown) => (typeof value === 'boolean' ? Number(value) : Array.isArray(value) ? JSON.stringify(value) : value)
  const empty = (value: unknown) => value === null || value === undefined || value === '' || value === false
  const old = before ?? {}
  const entries = Object.entries(after ?? old).flatMap(([key, value]): [string, unknown][] => {
    if (action === 'add' || after === null) return empty(value) ? [] : [[key, native(value)]]
    return [[key, empty(old[key]) ? native(value) : [native(old[key]), native(value)]]]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : null
}
/** Parts of an event are called by what they say, under the event (operations 5.9). */
const partTitle = /^\w+ \(\d+\)(?: from|: to) Event \(\d+\): (.*)$/s
const parts = new Map([
  ['Attribute', 'Attribute'],
  ['MispObject', 'Object'],
  ['ShadowAttribute', 'Proposal'],
])
/** The name of what was changed, out of the sentence that says so. */
const sentence = /^\S+ "(.*)" \(\d+\) (added|updated|deleted) by User /s
const nameOf = ({ title, description }: Row) => sentence.exec(description)?.[1] ?? partTitle.exec(title)?.[1] ?? title

const nobody = { id: null, email: null, org_id: null }
const nowhere = { id: null, name: null, uuid: null }
/** A row as the audit log shows it, out of the same store (operations 5.1, 5.9). */
const inAuditLog = (row: Row, context: RenderContext) => {
  const name = nameOf(row)
  const part = parts.get(row.model)
  const { id, created, user_id, org_id, action, model, model_id, ip, request_type, request_id } = row
  const log = worded(
    { id, created, user_id, org_id, action, model, model_id },
    ['id', 'created', 'user_id', 'org_id', 'action', 'model', 'model_id'],
    { created: dt },
    context,
  )
  return {
    AuditLog: {
      ...log,
      model_title: name,
      event_id: plain(row.event_id),
      change: changeOf(row),
      ip,
      request_type: plain(request_type),
      authkey_id: plain(row.auth_key_id),
      request_id,
      title: part === undefined ? name : `${part} from Event #${row.event_id ?? 0}: ${name}`,
    },
    User: row.actor ? worded(row.actor, ['id', 'email', 'org_id'], {}, context) : nobody,
    Organisation: row.organisation ? worded(row.organisation, ['id', 'name', 'uuid'], {}, context) : nowhere,
  }
}

const userOf = (text: string | undefined): Values => {
  if (text === undefined) return {}
  if (/^\d+$/.test(text)) return { user_id: [text] }
  return text === 'SYSTEM' ? { user_id: ['0'] } : { email: [text] }
}
const audited = ['action', 'model_id', 'event_id', 'ip', 'request_id', 'request_type', 'authkey_id']
const numbers = (input: readonly string[]) => input.every((one) => /^\d+$/.test(one))
const orgOf = (input: string[] | undefined): Values => (input === undefined ? {} : numbers(input) ? { org_id: input } : { org: input })
/** `limit` and `page` only count in the address, and 60 rows are a page (operations 5.9). */
const auditFilters = (call: Call, { now }: Pick<RenderContext, 'now'>) => {
  const filters = filtersOf(call, 'AuditLog', [...audited, 'model', 'model_title', 'user', 'org', 'created'])
  const [model, model_id] = textOf(filters.model)?.split(':') ?? []
  const title = textOf(filters.model_title)
  return present({
    ...userOf(textOf(filters.user)),
    ...Object.fromEntries(audited.map((name) => [name, listOf(filters[name])])),
    model: listOf(model),
    model_id: listOf(model_id ?? filters.model_id),
    title: title === undefined ? undefined : [`%${title}%`],
    auth_key_id: listOf(filters.authkey_id),
    ...orgOf(listOf(filters.org)),
    created: listOf(filters.created)?.map((moment) => momentOf(moment, now)),
    limit: sizeOf(call.named.limit, 60),
    page: call.named.page,
    newest: true,
    changes: true,
  })
}

const partsOfSearch = ['email', 'org', 'title', 'change', 'ip'] as const
const within = (value: unknown): string[] | undefined => (textOf(value) ? [`%${textOf(value)}%`] : undefined)
const dayOf = (date: unknown, time: unknown, usual: string) => {
  const text = textOf(date)
  return text ? `${text} ${textOf(time) || usual}` : undefined
}
/** MISP's search form: parts of a text, exact words for action and model, dates with times (operations 5.3). */
const searched = (call: Call, { now }: Pick<RenderContext, 'now'>) => {
  const filters = filtersOf(call, 'Log', [
    ...partsOfSearch,
    'model',
    'model_id',
    'action',
    'from',
    'to',
    'from_time',
    'to_time',
    'limit',
    'page',
  ])
  const exact = (value: unknown) => (value === '' || value === 'ALL' ? undefined : listOf(value))
  const from = dayOf(filters.from, filters.from_time, '00:00:00')
  const to = dayOf(filters.to, filters.to_time, '23:59:59')
  return present({
    ...Object.fromEntries(partsOfSearch.map((name) => [name, within(filters[name])])),
    model: exact(filters.model),
    model_id: exact(filters.model_id),
    action: exact(filters.action),
    created: from === undefined && to === undefined ? undefined : [momentOf(from ?? '0', now), momentOf(to ?? now.toISOString(), now)],
    limit: sizeOf(filters.limit, 60),
    page: filters.page,
    newest: true,
  })
}

/** There are no events yet, so there is none that anybody could see. */
const noEvent = () => fail('notFound', 'There is no such event.')
const eventless = { words: { notFound: 'Invalid event.' }, take: noEvent, give: () => [] }
const dates = { give: (days: Out<typeof logs.days>) => days }
const orgIn = ({ ids: [org] }: Call) => (org === undefined || org === 'all' ? {} : { org })
const noOrganisation: Word = (_, { call }) => exception(405, 'Invalid organisation.', call.url)

export const logsWire: Binding[] = [
  ...at(['/admin/logs/index', '/logs/index'], logs.match, {
    take: logFilters,
    give: (rows, context) => rows.map((row) => inLog(row, context)),
  }),
  ...at(['/admin/logs/search'], logs.match, { take: searched, give: (rows, context) => rows.map((row) => inLog(row, context)) }),
  ...at(['/admin/audit_logs/index'], logs.match, {
    take: auditFilters,
    give: (rows, context) => rows.map((row) => inAuditLog(row, context)),
  }),
  ...at(['/audit_logs/fullChange'], logs.view, {
    take: (call) => ({ id: numberIn(call) }),
    give: changeOf,
    words: { notFound: 'Invalid audit log.' },
  }),
  ...at(['/logs/event_index', '/audit_logs/eventIndex'], logs.days, eventless),
  ...at(['/logs/returnDates'], logs.days, { take: orgIn, ...dates, words: { notFound: noOrganisation } }),
  ...at(['/audit_logs/returnDates'], logs.days, {
    take: (call) => ({ ...orgIn(call), changes: true }),
    ...dates,
    words: { notFound: noOrganisation },
  }),
  ...at(['/logs/pruneUpdateLogs'], logs.pruneUpdateLogs, { alsoGet: true, give: saved('Job queued.', nameless) }),
  ...at(['/logs/topApiUsers'], logs.topApiUsers, {
    take: (call) => filtersOf(call, 'Log', ['days', 'limit']),
    give: (rows) => rows.map(({ ip, email, user_id, count }) => ({ ip, email, user_id: plain(user_id), count })),
  }),
  ...at(['/servers/ipUser'], logs.usersOfAddresses, {
    take: (call) => ({ ip: [filtersOf(call, 'Server', ['ip']).ip ?? []].flat() }),
    give: (rows) => (rows.length === 0 ? [] : bare(rows.map(({ ip, id, email }) => [ip, { id: plain(id), email }] as const))),
  }),
]
