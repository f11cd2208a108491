import { z } from 'zod'
import { Flag, Id, Int, Lines, Moment, Text, Time, Uuid } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { has, isFlag, isRow, own, since, until } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn, under } from '../kernel/operation.ts'

/** An auth key without the key itself, which is kept only as a hash (people-data 1.2). */
export const AuthKey = z.object({
  id: field(z.number(), { label: 'Id', group: 'Key', column: true, sort: true }),
  uuid: z.string(),
  user_id: z.number(),
  user: field(z.object({ id: z.number(), email: z.string(), org_id: z.number() }), {
    label: 'User',
    group: 'Key',
    column: true,
    sort: 'user.email_lower',
    of: 'users',
  }),
  authkey_start: field(z.string(), { label: 'Starts with', group: 'Key', column: true }),
  authkey_end: field(z.string(), { label: 'Ends with', group: 'Key', column: true }),
  comment: field(z.string().nullable(), { label: 'Comment', group: 'Key', column: true }),
  read_only: field(z.boolean(), { label: 'Read only', group: 'Rights', column: true, sort: true }),
  allowed_ips: field(z.array(z.string()), { label: 'Allowed IPs', group: 'Rights', column: true }),
  created: field(Time, { label: 'Created', group: 'Use', column: true, sort: true }),
  expiration: field(Time.nullable(), { label: 'Expires', group: 'Rights', column: true, sort: true }),
  last_used: field(Time.nullable(), { label: 'Last used', group: 'Use', column: true, sort: true }),
  unique_ips: field(z.array(z.string()), { label: 'Seen from', group: 'Use', column: true }),
  version: z.number(),
})
export type AuthKey = z.output<typeof AuthKey>

const changeable = {
  comment: field(Text(65_535).nullable().default(null), { label: 'Comment', group: 'Key', help: 'What uses it.' }),
  allowed_ips: field(Lines(200, 64).default([]), {
    label: 'Allowed IPs',
    group: 'Key',
    setBy: may.useKeys,
    control: 'lines',
    help: 'Addresses or ranges such as 10.0.0.0/8, one a line. Empty allows all.',
  }),
  expiration: field(Moment.optional(), {
    label: 'Expires',
    group: 'Key',
    control: 'date',
    help: 'Empty: never, unless the instance sets a limit.',
  }),
  read_only: field(Flag.default(false), {
    label: 'Read only',
    group: 'Key',
    setBy: may.useKeys,
    help: 'Reads what its user sees, and the logs; changes and administers nothing.',
  }),
}
export const AuthKeyInput = z.object({
  user_id: field(Id.optional(), { label: 'User', group: 'Key', of: 'users', setBy: may.useKeys, help: 'Empty: yourself.' }),
  ...changeable,
  uuid: Uuid.optional(),
})

const AuthKeyAdded = AuthKey.extend({ authkey_raw: z.string().describe('The key, shown this once.') })
const authKey = operationsOn('authKeys', { row: AuthKey, one: AuthKey, added: AuthKeyAdded, by: ['id', 'uuid'] })
const filters = {
  search: has('Search', 'user.email_lower', 'comment', 'authkey_start', 'authkey_end'),
  email: has('Email', 'user.email_lower'),
  comment: has('Comment', 'comment'),
  authkey_start: has('Starts with', 'authkey_start'),
  authkey_end: has('Ends with', 'authkey_end'),
  user_id: isRow('User', 'users', 'user_id'),
  read_only: isFlag('Read only', 'read_only'),
  expires_from: since('Expires from', 'expiration'),
  unused: own('Unused for 90 days', Flag),
  ends: own('End', z.enum(['never', 'soon', 'past']).describe('`soon`: within thirty days.')),
  expires_to: until('Expires until', 'expiration'),
}

export const authKeys = {
  list: authKey.list({ summary: 'List auth keys', allow: may.useKeys, filters }),
  export: authKey.export({ summary: 'Export auth keys', allow: may.useKeys, filters }),
  view: authKey.view({ summary: 'View an auth key', allow: may.useKeys }),
  add: under(
    { noun: 'users', field: 'user_id', orMe: true },
    authKey.add({ summary: 'Add an auth key', allow: may.useKeys, input: AuthKeyInput, shownOnce: ['authkey_raw'], stepUp: true }),
  ),
  edit: authKey.edit({ summary: 'Edit an auth key', allow: may.useKeys, input: z.object(changeable), stepUp: true }),
  rotate: authKey.actOne('rotate', {
    summary: 'Make a key like this one, which ends some hours later',
    allow: may.useKeys,
    stepUp: true,
    input: { hours: Int.min(0).max(8760).default(24).describe('How long both work.') },
    output: AuthKeyAdded,
    shownOnce: ['authkey_raw'],
  }),
  delete: authKey.delete({ summary: 'Delete an auth key', allow: may.useKeys, stepUp: true }),
}
