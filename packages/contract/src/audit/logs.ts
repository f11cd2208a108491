import { z } from 'zod'
import { Flag, Id, Int, Text, Time } from '../inputs/inputs.ts'
import { actions } from '../kernel/actions.ts'
import { each, field } from '../kernel/fields.ts'
import { has, isRow, own, since, until } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** A log row: MISP's words, and what they were made of (operations 5.2, 5.9). */
export const Log = z.object({
  id: field(z.number(), { label: 'Id', column: true, sort: true }),
  created: field(Time, { label: 'Created', column: true }),
  email: field(z.string(), { label: 'Email', column: true }),
  org: field(z.string(), { label: 'Org', column: true }),
  action: field(z.string(), { label: 'Action', column: true }),
  model: field(z.string(), { label: 'Model', column: true }),
  model_id: field(z.number(), { label: 'Model id', column: true }),
  title: field(z.string(), { label: 'Title', column: true }),
  change: field(z.string(), { label: 'Change', column: true }),
  description: field(z.string(), { label: 'Description' }),
  ip: field(z.string().nullable(), { label: 'IP', column: true }),
  user_id: z.number(),
  org_id: z.number(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  request_id: field(z.string().nullable(), { label: 'Request' }),
  user_agent: field(z.string().nullable(), { label: 'User agent' }),
  auth_key_id: field(z.number().nullable(), { label: 'Auth key' }),
  request_type: z.number().describe('0 browser, 1 auth key, 2 background'),
  event_id: z.number().nullable(),
})
export type Log = z.output<typeof Log>

const log = operationsOn('logs', { row: Log, one: Log, added: Log })
/** Ways in, as `request_type` counts them. */
export const ways = ['browser', 'key', 'background'] as const
/** The five filters of MISP's search form, and those that only the wire has (operations 5.3). */
const filters = {
  email: has('Email', 'email'),
  org: has('Org', 'org'),
  action: own('Action', z.union([z.enum(actions), z.array(z.enum(actions)).max(100)])),
  title: has('Title', 'title'),
  change: has('Change', 'change'),
  model: own('Model', Text(80)),
  model_id: own('Model id', Int.min(0)),
  ip: has('IP', 'ip'),
  from: since('From', 'created'),
  to: until('To', 'created'),
  user_id: isRow('User', 'users', 'user_id'),
  org_id: isRow('Organisation', 'organisations', 'org_id'),
  request_type: own('Way in', z.enum(ways)),
  request_id: own('Request', Text(255)),
  auth_key_id: isRow('Auth key', 'authKeys', 'auth_key_id'),
  event_id: own('Event', Int.min(1)),
}
/** How a number came about: by looking at each row, from what is counted as rows settle, or from a part of the rows, scaled. */
const How = z.enum(['exact', 'hours', 'sample'])
const Histogram = z.object({
  from: Time,
  to: Time,
  step: z.number().describe('Seconds that a bucket is long.'),
  total: z.number(),
  how: How,
  buckets: z.array(z.object({ at: Time, count: z.number(), wrong: z.number().describe('Of these, what went wrong.') })),
})
/** What rows are counted by. */
export const facetFields = ['action', 'model', 'org_id', 'user_id', 'ip', 'request_type', 'auth_key_id'] as const
const Facet = z.object({
  field: z.enum(facetFields),
  how: How,
  values: z.array(z.object({ value: z.string(), label: z.string(), count: z.number() })),
})
export type Facet = z.output<typeof Facet>

/** What is kept, each for a time of its own (operations 5.12). */
export const retentionClasses = ['auth', 'request', 'email', 'settings', 'data', 'access'] as const
export type RetentionClass = (typeof retentionClasses)[number]
const Leaving = z.object({
  name: z.string(),
  from: Time,
  to: Time,
  classes: z.array(z.enum(retentionClasses)),
  going: z.number(),
  staying: z.number(),
  bytes: z.number().describe('What it frees, about.'),
})

/** The wire matches exactly unless a value says `%`: lists of patterns, any of which may hold. */
const Patterns = z.array(z.string().max(1000)).max(100).optional()
const matches = {
  id: z.array(Id).max(1000).optional(),
  title: Patterns,
  created: z.array(z.string().max(100)).max(2).optional(),
  model: Patterns,
  model_id: Patterns,
  action: Patterns,
  user_id: Patterns,
  change: Patterns,
  email: Patterns,
  org: Patterns,
  description: Patterns,
  ip: Patterns,
  org_id: Patterns,
  event_id: Patterns,
  request_id: Patterns,
  request_type: Patterns,
  auth_key_id: Patterns,
}

export const logs = {
  list: log.list({ summary: 'List logs', allow: may.audit, filters }),
  view: log.view({ summary: 'View a log entry', allow: may.audit }),
  match: log.query('match', {
    summary: 'Find log entries by exact values or % patterns',
    allow: may.audit,
    input: {
      ...matches,
      limit: Int.min(1).max(10_000).default(10_000),
      page: Int.min(1).max(1_000_000).default(1),
      newest: z.boolean().default(false),
      changes: z.boolean().default(false),
    },
    output: z.array(
      Log.extend({
        actor: z.object({ id: z.number(), email: z.string(), org_id: z.number() }).nullable(),
        organisation: z.object({ id: z.number(), name: z.string(), uuid: z.string() }).nullable(),
      }),
    ),
  }),
  export: log.export({ summary: 'List all logs', allow: may.audit, filters }),
  histogram: log.query('histogram', {
    summary: 'When it was logged',
    allow: may.audit,
    input: { ...filters, buckets: Int.min(1).max(400).default(120).describe('At most so many.') },
    output: Histogram,
  }),
  facets: log.query('facets', {
    summary: 'What logs have in common',
    allow: may.audit,
    input: filters,
    output: z.array(Facet).describe('The most frequent values of each field.'),
  }),
  retention: log.query('retention', {
    summary: 'What the next run of the retention would remove',
    allow: may.siteAdmin,
    input: each(retentionClasses, () => Int.min(0).max(36_500).optional().describe('Days; unless said, those of the settings.')),
    output: z.array(Leaving),
  }),
  days: log.query('days', {
    summary: 'How much was logged each day',
    allow: may.anyone,
    input: { org: Text(255).optional(), changes: Flag.default(false).describe('Only what tells what was before and after.') },
    output: z.record(z.string(), z.number()).describe('By unix seconds of midnight, UTC.'),
  }),
  topApiUsers: log.query('topApiUsers', {
    summary: 'Who asked most with auth keys',
    allow: may.siteAdmin,
    input: { days: Int.min(1).max(3660).default(30), limit: Int.min(1).max(1000).default(10) },
    output: z.array(z.object({ ip: z.string(), email: z.string(), user_id: z.number(), count: z.number() })),
  }),
  usersOfAddresses: log.query('usersOfAddresses', {
    summary: 'Who came last from an address',
    allow: may.siteAdmin,
    input: { ip: z.union([Text(64), z.array(Text(64)).max(1000)]) },
    output: z.array(z.object({ ip: z.string(), id: z.number(), email: z.string() })),
  }),
  pruneUpdateLogs: log.act('pruneUpdateLogs', {
    summary: 'Remove what updates of the database left in the log',
    allow: may.siteAdmin,
    input: {},
    output: z.object({ queued: z.boolean() }),
  }),
}
