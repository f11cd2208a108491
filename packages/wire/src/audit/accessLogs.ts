import { accessLogs } from '@reeve/contract/audit/accessLogs'
import type { Out } from '@reeve/contract/kernel/operation'
import type { Call } from '../dialect/call.ts'
import { at, type Binding, type RenderContext } from '../dialect/dialect.ts'
import { bodyOf, dt, filtersOf, momentOf, numberIn, plain, present, textOf, worded } from '../dialect/wireValues.ts'

type Row = Out<typeof accessLogs.view>
const noRow = { words: { notFound: 'Access log not found' } }

/** To four decimals, as MISP counts them (operations 5.8). */
const withParts = (value: unknown, context: RenderContext) => `${String(dt(value, context))}.${String(value).slice(20, 23)}0`
const same = (value: unknown) => value
const columns = [
  'id',
  'created',
  'user_id',
  'org_id',
  'authkey_id',
  'ip',
  'request_method',
  'user_agent',
  'request_id',
  'controller',
  'action',
  'url',
  'request',
  'response_code',
  'memory_usage',
  'duration',
  'query_count',
  'query_log',
] as const
const base64 = (value: unknown) => (typeof value === 'string' ? Buffer.from(value).toString('base64') : null)
const inAccessLog = (row: Row, context: RenderContext) => {
  const forms = { created: (value: unknown) => withParts(value, context), request: base64, memory_usage: same, query_log: same }
  const { user_id, email, user_org_id, org_id, org, org_uuid } = row
  return {
    AccessLog: worded(row, columns, forms, context),
    User: email === null ? { id: null, email: null, org_id: null } : { id: plain(user_id), email, org_id: plain(user_org_id) },
    Organisation: org === null ? { id: null, name: null, uuid: null } : { id: plain(org_id), name: org, uuid: org_uuid },
  }
}

const asIs = [
  'ip',
  'user',
  'org',
  'request_id',
  'authkey_id',
  'api_request',
  'controller',
  'action',
  'url',
  'user_agent',
  'memory_usage',
  'duration',
  'query_count',
  'response_code',
]
/** All rows, oldest first: `limit` and `page` say nothing here (operations 5.8). */
const asked = (call: Call, { now }: Pick<RenderContext, 'now'>) => {
  const filters = filtersOf(call, 'AccessLog', [...asIs, 'request_method', 'created'])
  const [one, two] = filters.created === undefined ? [] : [filters.created].flat().map((moment) => momentOf(moment, now))
  const [from, to] = one && two && two < one ? [two, one] : [one, two]
  return present({
    ...Object.fromEntries(asIs.map((name) => [name, filters[name]])),
    request_method: textOf(filters.request_method)?.toUpperCase(),
    from,
    to,
  })
}

export const accessLogsWire: Binding[] = [
  ...at(['/admin/access_logs/index'], accessLogs.export, { take: asked, give: inAccessLog }),
  ...at(['/admin/access_logs/request', '/admin/access_logs/queryLog'], accessLogs.view, {
    take: (call) => ({ id: numberIn(call) }),
    give: inAccessLog,
    ...noRow,
  }),
  ...at(['/admin/users/monitor'], accessLogs.monitor, {
    take: (call) => ({ user_id: numberIn(call), ...present({ monitored: bodyOf(call, 'User').value }) }),
    give: ({ monitored }) => Number(monitored),
    words: { notFound: 'Invalid user.' },
  }),
]
