import { z } from 'zod'
import { Flag, Id, Ref, Time } from '../inputs/inputs.ts'
import { field, setBy, withoutDefaults } from '../kernel/fields.ts'
import { has, isFlag, isRow, own } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { ifChanged, operationsOn, type StepUp } from '../kernel/operation.ts'
import { Deletion } from './deletion.ts'
import { Organisation } from './organisations.ts'
import { Role } from './roles.ts'
import { ImportDone, ImportInput } from './userImport.ts'
import { ProfileInput, UserAdd, UserEdit } from './userInputs.ts'

const basic = {
  id: field(z.number(), { label: 'Id', group: 'Account', column: true, sort: true }),
  org_id: z.number(),
  org: field(Ref, { label: 'Org', group: 'Account', column: true, sort: 'org.name', of: 'organisations' }),
  role_id: z.number(),
  role: field(Ref.extend({ perm_auth: z.boolean(), perm_site_admin: z.boolean(), perm_admin: z.boolean() }), {
    label: 'Role',
    group: 'Account',
    column: true,
    sort: 'role.name',
    of: 'roles',
  }),
  email: field(z.string(), { label: 'Email', group: 'Account', column: true, sort: true }),
  autoalert: field(z.boolean(), { label: 'Event alert', group: 'Mail', column: true, sort: true }),
  contactalert: field(z.boolean(), { label: 'Contact alert', group: 'Mail', column: true, sort: true }),
  gpgkey: field(z.string().nullable(), { label: 'PGP key', group: 'Mail', column: true }),
  certif_public: z.string().nullable(),
  nids_sid: field(z.number(), { label: 'NIDS SID', group: 'Other', column: true, sort: true }),
  termsaccepted: field(z.boolean(), { label: 'Terms accepted', group: 'Other', column: true, sort: true }),
  current_login: field(Time.nullable(), { label: 'Last login', group: 'Sign-in', column: true, sort: true }),
  last_login: field(Time.nullable(), { label: 'Login before that', group: 'Sign-in', sort: true }),
  last_api_access: field(Time.nullable(), { label: 'Last API use', group: 'Sign-in', column: true, sort: true }),
  disabled: field(z.boolean(), { label: 'Disabled', group: 'Account', column: true, sort: true }),
  change_pw: field(z.boolean(), { label: 'Must change password', group: 'Account' }),
  expiration: field(Time.nullable(), { label: 'Expires', group: 'Account' }),
  invited_by: z.number(),
  server_id: z.number(),
  newsread: z.number(),
  force_logout: z.boolean(),
  date_created: field(Time.nullable(), { label: 'Created', group: 'Account', sort: true }),
  date_modified: field(Time, { label: 'Modified', group: 'Account' }),
  last_pw_change: field(Time.nullable(), { label: 'Password changed', group: 'Sign-in' }),
  monitored: z
    .boolean()
    .optional()
    .describe('Whether all requests are kept in the access log; told to site admins, while `Security.user_monitoring_enabled` is on.'),
  version: z.number(),
}
const further = {
  totp_is_set: field(z.boolean(), { label: 'One-time passwords', group: 'Sign-in' }),
  hotp_counter: z.number().nullable(),
  external_auth_required: z.boolean(),
  external_auth_key: z.string().nullable(),
  notification_daily: field(z.boolean(), { label: 'Daily summary', group: 'Mail' }),
  notification_weekly: field(z.boolean(), { label: 'Weekly summary', group: 'Mail' }),
  notification_monthly: field(z.boolean(), { label: 'Monthly summary', group: 'Mail' }),
  sub: z.string().nullable(),
  org: field(Organisation.omit({ user_count: true, created_by_email: true, version: true }), {
    label: 'Org',
    group: 'Account',
    of: 'organisations',
  }),
  role: field(Role.omit({ user_count: true, version: true }), { label: 'Role', group: 'Account', of: 'roles' }),
  pgp_status: z
    .string()
    .optional()
    .describe('`OK`, or why nothing can be encrypted to the PGP key. Only on the page of a user who has one.'),
  fingerprint: z.string().nullable().optional(),
  key_expires: Time.nullable().optional().describe('When the PGP key ends; null: never.'),
  user_settings: z.record(z.string(), z.unknown()),
  auth_key_count: z.number().optional().describe('Auth keys that have not expired. Only on the page of a user.'),
  org_admins: z.array(z.object({ id: z.number(), email: z.string() })),
}

/** A user in a list (people-data 2.2). */
export const User = z.object(basic)
export type User = z.output<typeof User>
/** A user on the own page, with organisation and role in full. */
export const UserInFull = z.object({ ...basic, ...further })
export type UserInFull = z.output<typeof UserInFull>

const UserAdded = UserInFull.extend({ authkey: z.string().describe('The fresh auth key, shown this once.') })
const user = operationsOn('users', { row: User, one: UserInFull, added: UserAdded, by: ['id', 'me'] })
const filters = {
  search: has('Search', 'email_lower', 'org.name', 'role.name'),
  email: has('Email', 'email_lower'),
  org_id: isRow('Organisation', 'organisations', 'org_id'),
  role_id: isRow('Role', 'roles', 'role_id'),
  disabled: isFlag('Disabled', 'disabled'),
  autoalert: isFlag('Event alert', 'autoalert'),
  contactalert: isFlag('Contact alert', 'contactalert'),
  termsaccepted: isFlag('Terms accepted', 'termsaccepted'),
  inactive: own('No sign-in and no API use for 30 days', Flag),
  totp_is_set: own('One-time passwords', Flag),
  monitored: own('Watched', Flag, { setBy: may.siteAdmin }),
}

/** Who gives the present password along has said that it is him. */
const unproven: StepUp = (input, row) =>
  input.current_password === undefined && (input.password !== undefined || (input.email !== undefined && input.email !== row.email))

/** What may be changed of many at once; each of them by the rules of a single edit. */
const changeable = UserEdit.pick({
  disabled: true,
  role_id: true,
  change_pw: true,
  autoalert: true,
  contactalert: true,
  termsaccepted: true,
})
const ManyUsers = {
  ids: setBy(may.admin, z.array(Id).max(500, 'At most 500 at once.')).optional().describe('These users; or say `where`.'),
  where: z.object(filters).strict().optional().describe('All users that a list with these filters shows.'),
  after: Id.optional().describe('The `next` of the answer before, to go on where it ended.'),
  set: withoutDefaults(changeable).strict(),
}
/** What became of each; `next` when there are more that match. */
const ManyDone = z.object({
  results: z.array(
    z.object({
      id: z.number(),
      email: z.string(),
      done: z.boolean(),
      message: z.string(),
      before: z
        .record(z.string(), z.union([z.boolean(), z.number()]))
        .nullable()
        .describe('The values that were changed, as `set` takes them back; null where nothing was.'),
    }),
  ),
  next: z.number().nullable(),
})

export const users = {
  list: user.list({ summary: 'List users', allow: may.admin, filters }),
  export: user.export({ summary: 'Export users', allow: may.admin, filters }),
  view: user.view({ summary: 'View a user', allow: may.anyone }),
  me: user.query('me', { summary: 'View yourself', allow: may.anyone, input: {}, output: UserInFull }),
  add: user.add({ summary: 'Add a user', allow: may.addUsers, input: UserAdd, shownOnce: ['authkey'], stepUp: true }),
  edit: user.edit({
    summary: 'Edit a user',
    allow: may.admin,
    input: UserEdit,
    stepUp: ifChanged('password', 'role_id', 'org_id', 'email', 'external_auth_key', 'external_auth_required'),
  }),
  delete: user.delete({ summary: 'Delete a user', allow: may.admin, stepUp: true }),
  deletion: user.queryOne('deletion', {
    summary: 'What deleting a user would delete, and what would be kept',
    allow: may.admin,
    input: {},
    output: Deletion,
  }),
  editMe: user.act('editMe', {
    summary: 'Edit your profile',
    allow: may.manageSelf,
    input: ProfileInput,
    output: UserInFull,
    stepUp: unproven,
  }),
  changePassword: user.act('changePassword', {
    summary: 'Change your password',
    allow: may.changePassword,
    stepUp: unproven,
    input: {
      password: setBy(may.changePassword, z.string().max(255)),
      current_password: z.string().max(255).optional(),
      confirm_password: z.string().max(255).optional(),
    },
    output: z.object({ id: z.number() }),
  }),
  editMany: user.act('editMany', {
    summary: 'Change many users at once',
    allow: may.admin,
    timeoutSeconds: 60,
    input: ManyUsers,
    stepUp: ({ set }) => typeof set === 'object' && set !== null && 'role_id' in set && set.role_id !== undefined,
    output: ManyDone,
  }),
  import: user.act('import', {
    summary: 'Add many users from a CSV file or a list: all or none',
    allow: may.addUsers,
    timeoutSeconds: 60,
    input: ImportInput.shape,
    stepUp: ({ dry_run }) => dry_run !== true,
    output: ImportDone,
    shownOnce: ['password'],
  }),
  resetAuthKey: user.actOne('resetAuthKey', {
    summary: 'End the auth keys of a user and make a new one',
    allow: may.resetKeys,
    stepUp: true,
    input: {},
    output: z.object({ id: z.number(), authkey_raw: z.string() }),
    shownOnce: ['authkey_raw'],
  }),
}
