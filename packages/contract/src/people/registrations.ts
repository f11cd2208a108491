import { z } from 'zod'
import { Flag, Id, Line, Text, Time, Uuid } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { has, since, until } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'
import { Email } from './userInputs.ts'

/** What a stranger says who asks for an account (people-data 2.2, registration). */
const Wanted = z.object({
  email: field(Email, { label: 'Email', group: 'You' }),
  org_name: field(Line(255).optional(), { label: 'Organisation', group: 'You' }),
  org_uuid: field(z.union([Uuid, z.literal('')]).optional(), { label: 'UUID of the organisation', group: 'You' }),
  message: field(Text(65_535).optional(), { label: 'Message', group: 'You', control: 'text' }),
  pgp: field(Text(65_535).optional(), { label: 'PGP key', group: 'You', control: 'text' }),
  custom_perms: field(Flag.optional(), { label: 'I need further permissions', group: 'Permissions' }),
  perm_sync: field(Flag.optional(), { label: 'Synchronise', setBy: may.everyone, group: 'Permissions' }),
  perm_publish: field(Flag.optional(), { label: 'Publish', setBy: may.everyone, group: 'Permissions' }),
  perm_admin: field(Flag.optional(), { label: 'Administer the organisation', setBy: may.everyone, group: 'Permissions' }),
})
export type Wanted = z.output<typeof Wanted>

/** A request for an account that waits in the inbox. */
export const Registration = z.object({
  id: field(z.number(), { label: 'Id', column: true, sort: true }),
  uuid: z.string(),
  email: field(z.string(), { label: 'Email', column: true }),
  org_name: field(z.string(), { label: 'Organisation', column: true }),
  comment: field(z.string(), { label: 'Message', column: true }),
  timestamp: field(Time, { label: 'Requested', column: true, sort: true }),
  ip: field(z.string().nullable(), { label: 'IP', column: true }),
  org_uuid: field(z.string(), { label: 'UUID of the organisation' }),
  pgp: field(z.string(), { label: 'PGP key' }),
  custom_perms: field(z.array(z.string()), { label: 'Requested permissions' }),
  user_agent: field(z.string().nullable(), { label: 'User agent' }),
  user_agent_sha256: z.string(),
  title: z.string(),
  type: z.string(),
  deleted: z.boolean(),
  data: z.record(z.string(), z.unknown()),
  version: z.number(),
})
export type Registration = z.output<typeof Registration>

const registration = operationsOn('registrations', {
  row: Registration,
  one: Registration,
  added: z.object({ id: z.number() }),
  by: ['id', 'uuid'],
})
const filters = {
  search: has('Search', 'title', 'comment'),
  from: since('Asked from', 'timestamp'),
  to: until('Asked until', 'timestamp'),
}
/** At most as many as passwords can be made for in one go. */
const Some = z
  .array(z.union([Id, Uuid]))
  .min(1, 'Choose at least one registration.')
  .max(100, 'At most 100 at once.')
/** What became of one request. */
export const Outcome = z.object({
  id: z.number(),
  email: z.string(),
  done: z.boolean(),
  message: z.string(),
  user_id: z.number().nullable(),
  password: z.string().nullable().describe('The temporary password, shown this once; null where a welcome mail brings it.'),
})

export const registrations = {
  list: registration.list({ summary: 'List registrations', allow: may.siteAdmin, filters }),
  export: registration.export({ summary: 'Export registrations', allow: may.siteAdmin, filters }),
  view: registration.view({ summary: 'View a registration', allow: may.siteAdmin }),
  add: registration.add({ summary: 'Ask for an account', allow: may.register, input: Wanted }),
  accept: registration.act('accept', {
    stepUp: true,
    summary: 'Make users of registrations',
    allow: may.siteAdmin,
    timeoutSeconds: 60,
    shownOnce: ['password'],
    input: {
      ids: Some,
      org_id: field(z.union([Id, Uuid], 'No organisation selected. Supply an Organisation ID'), {
        label: 'Organisation',
        group: 'New user',
        of: 'organisations',
      }),
      role_id: field(Id.optional(), { label: 'Role', group: 'New user', of: 'roles', help: 'Empty: the default role.' }),
      notify: field(Flag.default(false), {
        label: 'Send a welcome mail with the temporary password',
        group: 'New user',
        help: 'Otherwise, or if no mail can be sent, the password is shown here once.',
      }),
    },
    output: z.object({ results: z.array(Outcome) }),
  }),
  discard: registration.act('discard', {
    summary: 'Discard registrations',
    allow: may.siteAdmin,
    input: { ids: Some },
    output: z.object({ discarded: z.number() }),
  }),
}
