import { z } from 'zod'
import { Flag, Id, Int, Line, Text, Time } from '../inputs/inputs.ts'
import { each, field } from '../kernel/fields.ts'
import { has } from '../kernel/filters.ts'
import { may, type Perm, perms } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** MISP's four permission levels. The number is the wire's `permission` (people-data 4.1). */
export const permissionLevels = [
  { name: 'read_only', label: 'Read only', flags: [] },
  { name: 'manage_own', label: 'Manage my own events', flags: ['perm_add', 'perm_modify'] },
  { name: 'manage_org', label: 'Manage organisation events', flags: ['perm_add', 'perm_modify', 'perm_modify_org'] },
  { name: 'publish', label: 'Manage & publish organisation events', flags: ['perm_add', 'perm_modify', 'perm_modify_org', 'perm_publish'] },
] as const satisfies { name: string; label: string; flags: Perm[] }[]

const levelFlags = ['perm_add', 'perm_modify', 'perm_modify_org', 'perm_publish'] as const
type LevelFlags = Record<(typeof levelFlags)[number], boolean>

/** The level that four flags amount to. */
export const levelOf = (role: LevelFlags) =>
  role.perm_add && role.perm_modify && role.perm_publish ? 3 : role.perm_add && role.perm_modify_org ? 2 : role.perm_add ? 1 : 0

/** The four flags that a level stands for. */
export const flagsOf = (level: number): LevelFlags => {
  const flags: readonly string[] = permissionLevels[level]?.flags ?? []
  return {
    perm_add: flags.includes('perm_add'),
    perm_modify: flags.includes('perm_modify'),
    perm_modify_org: flags.includes('perm_modify_org'),
    perm_publish: flags.includes('perm_publish'),
  }
}

/** The extra permissions, as people call them; the four of the level are not among them. */
export const extraPerms = {
  perm_site_admin: ['Site admin', 'Everything, on the whole instance.'],
  perm_admin: ['Org admin', 'Manage the users of the own organisation.'],
  perm_sync: ['Sync', 'Be used by another instance to push and pull.'],
  perm_audit: ['Audit', 'Read the logs of the own organisation.'],
  perm_auth: ['Auth key', 'Use auth keys for automation.'],
  perm_regexp_access: ['Regexp', 'Edit the import regexps. A wrong one can lose data.'],
  perm_tagger: ['Tagger', 'Attach and detach tags.'],
  perm_tag_editor: ['Tag editor', 'Create and edit tags.'],
  perm_template: ['Template', 'Create and edit event templates.'],
  perm_sharing_group: ['Sharing group', 'Create and edit sharing groups.'],
  perm_delegate: ['Delegate', 'Ask another organisation to publish for it.'],
  perm_sighting: ['Sighting', 'Add sightings.'],
  perm_object_template: ['Object template', 'Edit object templates.'],
  perm_galaxy_editor: ['Galaxy editor', 'Create and edit galaxies and clusters.'],
  perm_decaying: ['Decaying', 'Edit decaying models.'],
  perm_publish_zmq: ['Publish to ZMQ', 'Push events to ZeroMQ by hand.'],
  perm_publish_kafka: ['Publish to Kafka', 'Push events to Kafka by hand.'],
  perm_warninglist: ['Warninglist', 'Manage warninglists.'],
  perm_view_feed_correlations: ['Feed correlations', 'See matches with feeds and servers.'],
  perm_analyst_data: ['Analyst data', 'Write notes, opinions and relationships.'],
  perm_skip_otp: ['Skip OTP', 'Exempt from a required one-time password.'],
} as const satisfies Record<Exclude<Perm, keyof LevelFlags>, readonly [string, string]>
export type ExtraPerm = keyof typeof extraPerms
const extraNames = Object.keys(extraPerms).filter((perm): perm is ExtraPerm => Object.hasOwn(extraPerms, perm))

/** A role with every flag of 2.5 (people-data 4.2); `permission` is computed from four of them. */
export const Role = z.object({
  id: field(z.number(), { label: 'Id', group: 'Role', column: true, sort: true }),
  name: field(z.string(), { label: 'Name', group: 'Role', column: true, sort: true }),
  permission: field(z.number(), { label: 'Permission', group: 'Role', column: true }),
  permission_description: z.string(),
  ...each(perms, () => z.boolean()),
  ...each(extraNames, (perm) => field(z.boolean(), { label: extraPerms[perm][0], group: 'Extra permissions', help: extraPerms[perm][1] })),
  default_role: field(z.boolean(), { label: 'Default role', group: 'Role', column: true }),
  otp_required: field(z.boolean(), { label: 'One-time passwords required', group: 'Limits' }),
  restricted_to_site_admin: field(z.boolean(), { label: 'Assigned by site admins only', group: 'Role' }),
  memory_limit: field(z.string().nullable(), { label: 'Memory limit', group: 'Limits' }),
  max_execution_time: field(z.string().nullable(), { label: 'Time limit', group: 'Limits' }),
  enforce_rate_limit: field(z.boolean(), { label: 'Rate limit enforced', group: 'Limits' }),
  rate_limit_count: field(z.number(), { label: 'Rate limit', group: 'Limits' }),
  user_count: field(z.number(), { label: 'Users', group: 'Role', column: true }),
  created: field(Time, { label: 'Created', group: 'History' }),
  modified: field(Time, { label: 'Modified', group: 'History' }),
  version: z.number(),
})
export type Role = z.output<typeof Role>

const names: readonly string[] = permissionLevels.map(({ name }) => name)
/** 0 to 3, or the name of a level; anything else is read only, as the wire has it. */
const Level = z
  .union([z.number(), z.string().max(20), z.null()])
  .transform((input) => {
    const level = names.indexOf(String(input)) >= 0 ? names.indexOf(String(input)) : Number(input)
    return level >= 0 && level <= 3 ? Math.trunc(level) : 0
  })
  .meta({ type: 'integer', minimum: 0, maximum: 3 })

const Limit = (pattern: RegExp) =>
  Text(20)
    .nullable()
    .transform((input) => (input === null || pattern.test(input) ? input : ''))

export const RoleInput = z.object({
  name: field(Line(255, 'Name cannot be empty.').min(1, 'Name cannot be empty.'), { label: 'Name', group: 'Role' }),
  permission: field(Level.default(0), { label: 'Permission', group: 'Role' }),
  ...each(extraNames, (perm) =>
    field(Flag.default(false), { label: extraPerms[perm][0], group: 'Extra permissions', help: extraPerms[perm][1] }),
  ),
  otp_required: field(Flag.default(false), {
    label: 'Require one-time passwords',
    group: 'Limits',
    help: 'Users with this role must set up one-time passwords before they can use the web app.',
  }),
  restricted_to_site_admin: field(Flag.default(false), { label: 'Only site admins may assign this role', group: 'Limits' }),
  memory_limit: field(Limit(/^(-1|\d+[MG])?$/).default(''), {
    label: 'Memory limit',
    group: 'Limits',
    help: 'Such as 512M or 2G. Empty: no limit.',
  }),
  max_execution_time: field(
    z
      .union([Text(10), Int])
      .nullable()
      .transform((input) => (input === null ? null : String(input)))
      .default(''),
    { label: 'Time limit', group: 'Limits', help: 'Seconds that a request may take. Empty: no limit.' },
  ),
  enforce_rate_limit: field(Flag.default(false), { label: 'Enforce a rate limit', group: 'Limits' }),
  rate_limit_count: field(Int.min(0).max(1_000_000).default(0), { label: 'Searches in 15 minutes', group: 'Limits' }),
})

const role = operationsOn('roles', { row: Role, one: Role, added: Role })
const filters = { search: has('Search', 'name') }

export const roles = {
  list: role.list({ summary: 'List roles', allow: may.anyone, filters }),
  export: role.export({ summary: 'Export roles', allow: may.anyone, filters }),
  view: role.view({ summary: 'View a role', allow: may.anyone }),
  add: role.add({ summary: 'Add a role', allow: may.siteAdmin, input: RoleInput, stepUp: true }),
  edit: role.edit({ summary: 'Edit a role', allow: may.siteAdmin, input: RoleInput, stepUp: true }),
  delete: role.delete({ summary: 'Delete a role', allow: may.siteAdmin, stepUp: true }),
  holders: role.query('holders', {
    summary: 'List the roles and users that have a permission',
    allow: may.admin,
    input: { perm: z.enum(perms) },
    output: z.object({
      roles: z.array(z.object({ id: z.number(), name: z.string(), users: z.number() })),
      users: z.array(
        z.object({ id: z.number(), email: z.string(), org: z.string(), role_id: z.number(), role: z.string(), disabled: z.boolean() }),
      ),
      total: z.number().describe('How many users; the first 500 are named.'),
    }),
  }),
  moveMembers: role.actOne('moveMembers', {
    summary: 'Give the members of a role another one, and delete it afterwards if asked',
    allow: may.siteAdmin,
    input: { to: Id, then_delete: Flag.default(false) },
    output: z.object({ id: z.number(), moved: z.number(), deleted: z.boolean() }),
    stepUp: true,
    timeoutSeconds: 60,
  }),
  setDefault: role.actOne('setDefault', {
    summary: 'Make a role the default role',
    allow: may.siteAdmin,
    input: {},
    output: Role,
    stepUp: true,
  }),
  unsetDefault: role.act('unsetDefault', { summary: 'Have no default role', allow: may.siteAdmin, input: {}, output: z.object({}) }),
}
