import { fail } from '@reeve/contract/failure'
import type { Out } from '@reeve/contract/operation'
import { logs } from '@reeve/contract/resources/logs'
import type { Call, Said } from './call.ts'
import { at, type Binding, type Here } from './dialect.ts'
import { dt, filtersOf, plain, present, textOf, worded } from './words.ts'

type Row = Out<typeof logs.match>[number]

const columns = ['id', 'title', 'created', 'model', 'model_id', 'action', 'user_id', 'change', 'email', 'org', 'description', 'ip'] as const
const orEmpty = (value: unknown) => value ?? ''
/** A row as the older log shows it (people-data 4.5). */
const inLog = (row: Row, here: Here) => ({ Log: worded(row, columns, { created: dt, ip: orEmpty }, here) })

const units: Record<string, number> = { d: 86_400, h: 3600, m: 60, s: 1 }
/** A moment of a filter: unix seconds, `7d` ago, or a date; what is none of these finds nothing (operations 5.3). */
const momentOf = (said: unknown, now: Date): string => {
  const text = String(said).trim()
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
const most = 10_000
const sizeOf = (said: unknown, usual: number) => (said === undefined ? usual : Math.min(Number(said) || usual, most))
const listOf = (value: unknown): string[] | undefined => (value === undefined ? undefined : [value].flat().map(String))

const names = ['title', 'model', 'model_id', 'action', 'user_id', 'change', 'email', 'org', 'description', 'ip']
const asked = [...names, 'id', 'created', 'limit', 'page']
const nothing = 'Say what to look for: in the address, or as JSON in the body.'

const logFilters = (call: Call, { now }: Pick<Here, 'now'>) => {
  const said = filtersOf(call, 'Log', asked)
  // A POST that says nothing would be the whole table (people-data 0.3).
  if (call.method === 'POST' && Object.keys(said).length === 0) fail('invalid', nothing)
  return present({
    ...Object.fromEntries(names.map((name) => [name, listOf(said[name])])),
    id: said.id === undefined ? undefined : [said.id].flat(),
    created: listOf(said.created)?.map((moment) => momentOf(moment, now)),
    limit: sizeOf(said.limit, most),
    page: said.page,
  })
}

/** A change as the audit log has it: what is new, or `[old, new]`; a deletion shows what there was (operations 5.9). */
const changeOf = ({ action, before, after }: Row): Said | null => {
  const native = (value: unknown) => (typeof value === 'boolean' ? Number(value) : Array.isArray(value) ? JSON.stringify(value) : value)
  const empty = (value: unknown) => value === null || value === undefined || value === '' || value === false
  const old = before ?? {}
  const entries = Object.entries(after ?? old).flatMap(([key, value]): [string, unknown][] => {
    if (action === 'add' || after === null) return empty(value) ? [] : [[key, native(value)]]
    return [[key, empty(old[key]) ? native(value) : [native(old[key]), native(value)]]]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : null
}
/** The name of what was changed, out of the sentence that says so. */
const sentence = /^\S+ "(.*)" \(\d+\) (added|updated|deleted) by User /s
const titleOf = ({ title, description }: Row) => sentence.exec(description)?.[1] ?? title

const nobody = { id: null, email: null, org_id: null }
const nowhere = { id: null, name: null, uuid: null }
/** A row as the audit log shows it, out of the same store (operations 5.1, 5.9). */
const inAuditLog = (row: Row, here: Here) => {
  const name = titleOf(row)
  const { id, created, user_id, org_id, action, model, model_id, ip, request_type, request_id } = row
  const log = worded(
    { id, created, user_id, org_id, action, model, model_id },
    ['id', 'created', 'user_id', 'org_id', 'action', 'model', 'model_id'],
    { created: dt },
    here,
  )
  return {
    AuditLog: {
      ...log,
      model_title: name,
      event_id: null,
      change: changeOf(row),
      ip,
      request_type: plain(request_type),
      authkey_id: plain(row.auth_key_id),
      request_id,
      title: name,
    },
    User: row.actor ? worded(row.actor, ['id', 'email', 'org_id'], {}, here) : nobody,
    Organisation: row.organisation ? worded(row.organisation, ['id', 'name', 'uuid'], {}, here) : nowhere,
  }
}

const userOf = (said: string | undefined): Said => {
  if (said === undefined) return {}
  if (/^\d+$/.test(said)) return { user_id: [said] }
  return said === 'SYSTEM' ? { user_id: ['0'] } : { email: [said] }
}
/** `limit` and `page` only count in the address, and 60 rows are a page (operations 5.9). */
const auditFilters = (call: Call, { now }: Pick<Here, 'now'>) => {
  const said = filtersOf(call, 'AuditLog', ['action', 'model', 'model_id', 'model_title', 'user', 'org', 'ip', 'created'])
  const [model, model_id] = textOf(said.model)?.split(':') ?? []
  const title = textOf(said.model_title)
  return present({
    ...userOf(textOf(said.user)),
    action: listOf(said.action),
    model: listOf(model),
    model_id: listOf(model_id ?? said.model_id),
    title: title === undefined ? undefined : [`%${title}%`],
    org: listOf(said.org),
    ip: listOf(said.ip),
    created: listOf(said.created)?.map((moment) => momentOf(moment, now)),
    limit: sizeOf(call.named.limit, 60),
    page: call.named.page,
    newest: true,
    changes: true,
  })
}

export const logsWire: Binding[] = [
  ...at(['/admin/logs/index', '/logs/index'], logs.match, { take: logFilters, give: (rows, here) => rows.map((row) => inLog(row, here)) }),
  ...at(['/admin/audit_logs/index'], logs.match, { take: auditFilters, give: (rows, here) => rows.map((row) => inAuditLog(row, here)) }),
]
