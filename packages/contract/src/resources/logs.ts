import { z } from 'zod'
import { field } from '../fields.ts'
import { has, isRow, own, since, until } from '../filters.ts'
import { Id, Int, Text, Time } from '../inputs.ts'
import { may } from '../may.ts'
import { operationsOn } from '../operation.ts'

/** Every action a log row may carry (operations 5.4), ours at the end. */
export const actions = [
  'accept',
  'accept_delegation',
  'acceptRegistrations',
  'add',
  'admin_email',
  'alert',
  'attachTags',
  'attachTagToObject',
  'auth',
  'auth_fail',
  'auth_alert',
  'blocklisted',
  'captureRelations',
  'change_pw',
  'delete',
  'disable',
  'discard',
  'discardRegistrations',
  'edit',
  'email',
  'enable',
  'enrichment',
  'error',
  'execute_blueprint',
  'execute_workflow',
  'exec_module',
  'export',
  'fetchEvent',
  'file_upload',
  'forgot',
  'galaxy',
  'include_formula',
  'load_module',
  'login',
  'login_fail',
  'logout',
  'merge',
  'password_reset',
  'pruneUpdateLogs',
  'publish',
  'publish_sightings',
  'publish alert',
  'pull',
  'purge_events',
  'push',
  'registration',
  'registration_error',
  'remove_dead_workers',
  'removeTagFromObject',
  'request',
  'request_delegation',
  'reset_auth_key',
  'send_mail',
  'security',
  'serverSettingsEdit',
  'stop_worker',
  'tag',
  'truncate',
  'undelete',
  'update',
  'update_database',
  'update_db_worker',
  'updateCryptoKeys',
  'upgrade_24',
  'upload_sample',
  'validateSig',
  'version_warning',
  'warning',
  'wipe_default',
  'purge_sessions',
  'clean_cache',
  'purge_jobs',
  'clean',
] as const
export type Action = (typeof actions)[number]

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
})
export type Log = z.output<typeof Log>

const log = operationsOn('logs', { row: Log, one: Log, added: Log })
/** The manual's five, and what the wire can say besides. */
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
}
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
}
