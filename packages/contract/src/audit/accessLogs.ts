import { z } from 'zod'
import { Flag, Id, Int, Text, Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { has, isOne, isRow, own, since, until } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'] as const
const Query = z.object({ query: z.string(), numRows: z.number(), took: z.number().describe('Milliseconds.') })

/** A request, kept where the instance or the watch on a user says so (operations 5.8). `memory_usage` in bytes, `duration` in ms. */
const AccessLog = z.object({
  id: field(z.number(), { label: 'Id', column: true, sort: true }),
  created: field(Time, { label: 'Created', column: true }),
  user_id: z.number(),
  email: field(z.string().nullable(), { label: 'User', column: true }),
  org_id: z.number(),
  org: field(z.string().nullable(), { label: 'Org', column: true }),
  org_uuid: z.string().nullable(),
  user_org_id: z.number().nullable(),
  authkey_id: field(z.number().nullable(), { label: 'Auth key', column: true }),
  ip: field(z.string().nullable(), { label: 'IP', column: true }),
  request_method: field(z.string(), { label: 'Method', column: true }),
  url: field(z.string(), { label: 'Address', column: true }),
  response_code: field(z.number(), { label: 'Answer', column: true }),
  duration: field(z.number(), { label: 'Took (ms)', column: true }),
  controller: field(z.string(), { label: 'Controller', column: true }),
  action: field(z.string(), { label: 'Action', column: true }),
  query_count: field(z.number(), { label: 'Queries', column: true }),
  memory_usage: field(z.number(), { label: 'Memory (bytes)', column: true }),
  user_agent: field(z.string().nullable(), { label: 'Client' }),
  request_id: field(z.string().nullable(), { label: 'Request' }),
  request: field(z.string().nullable(), { label: 'Body', help: 'Secrets in it are masked.' }),
  query_log: z.object({ time: z.number(), log: z.array(Query) }).nullable(),
})

const log = operationsOn('accessLogs', { row: AccessLog, one: AccessLog, added: AccessLog })
const atLeast = (label: string) => own(label, Int.min(0))
const filters = {
  user: own('User or e-mail', Text(255)),
  org: own('Organisation', Text(255)),
  user_id: isRow('User', 'users', 'user_id'),
  url: has('Address', 'url'),
  user_agent: has('Client', 'user_agent'),
  controller: own('Controller', Text(64)),
  action: own('Action', Text(191)),
  request_method: isOne('Method', 'request_method', methods),
  response_code: own('Answer', Int.min(100).max(599)),
  ip: own('IP', Text(64)),
  request_id: own('Request', Text(255)),
  authkey_id: own('Auth key', Id),
  api_request: own('By auth key', Flag),
  from: since('From', 'created'),
  to: until('To', 'created'),
  duration: atLeast('Took at least (ms)'),
  memory_usage: atLeast('Memory at least (bytes)'),
  query_count: atLeast('Queries at least'),
}

export const accessLogs = {
  list: log.list({ summary: 'List requests', allow: may.siteAdmin, filters }),
  export: log.export({ summary: 'List all requests', allow: may.siteAdmin, filters }),
  view: log.view({ summary: 'View a request', allow: may.siteAdmin }),
  monitored: log.query('monitored', {
    summary: 'Whose requests are kept in full',
    allow: may.siteAdmin,
    input: {},
    output: z.array(z.object({ user_id: z.number() })),
  }),
  monitor: log.act('monitor', {
    summary: 'Begin or end to keep a user’s requests in full',
    allow: may.siteAdmin,
    input: { user_id: Id, monitored: Flag.default(true) },
    output: z.object({ user_id: z.number(), monitored: z.boolean() }),
  }),
}
