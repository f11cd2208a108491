import { z } from 'zod'
import { Id, Text, Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { has, isOne, isRow, own, since, until } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** What became of a mail, in the order in which it may happen. `in_doubt`: the server had it, but its answer did not come. */
export const mailStatuses = ['queued', 'sending', 'deferred', 'held', 'accepted', 'in_digest', 'refused', 'in_doubt', 'not_sent'] as const
/** These wait for a person, who may have them tried again. */
export const retriable: readonly string[] = ['refused', 'in_doubt', 'not_sent'] satisfies (typeof mailStatuses)[number][]
/** These are looked after by a job; two hours without a change say that it is gone. */
export const underWay: readonly string[] = ['queued', 'sending', 'deferred'] satisfies (typeof mailStatuses)[number][]

export const Mail = z.object({
  id: field(z.number(), { label: 'Id', group: 'Mail', column: true, sort: true }),
  created: field(Time, { label: 'Created', group: 'Mail', column: true, sort: true }),
  recipient: field(z.string(), { label: 'Recipient', group: 'Mail', column: true, sort: true }),
  kind: field(z.string(), { label: 'Kind', group: 'Mail', column: true }),
  subject: field(z.string(), { label: 'Subject', group: 'Mail', column: true }),
  status: field(z.enum(mailStatuses), { label: 'Status', group: 'Delivery', column: true, sort: true }),
  reason: field(z.string(), { label: 'Outcome', group: 'Delivery', column: true }),
  encrypted_with: field(z.string().nullable(), { label: 'Encrypted with', group: 'Protection', column: true }),
  signed_with: field(z.string().nullable(), { label: 'Signed with', group: 'Protection' }),
  attempts: field(z.number(), { label: 'Attempts', group: 'Delivery', column: true }),
  modified: field(Time, { label: 'Last change', group: 'Delivery' }),
  user_id: field(z.number().nullable(), { label: 'User', group: 'Mail', of: 'users' }),
  org_id: field(z.number().nullable(), { label: 'Organisation', group: 'Mail', of: 'organisations' }),
  message_id: field(z.string(), { label: 'Message-ID', group: 'Mail' }),
  batch: field(z.string().nullable(), { label: 'Sent together as', group: 'Delivery' }),
  digest_id: field(z.number().nullable(), { label: 'Went out in the digest', group: 'Delivery', of: 'mails' }),
  retriable: z.boolean().describe('Whether it may be tried again.'),
  version: z.number(),
})
export type Mail = z.output<typeof Mail>

export const keyAlgorithms = ['rsa4096', 'curve25519'] as const
/** The public half of the key that signs mail. */
const InstanceKey = z.object({
  fingerprint: z.string(),
  key_id: z.string(),
  user_ids: z.array(z.string()),
  created: Time.nullable(),
  expires: Time.nullable(),
  problem: z.string().nullable(),
  armored: z.string(),
})
export type InstanceKey = z.output<typeof InstanceKey>

const mail = operationsOn('mails', { row: Mail, one: Mail, added: Mail })
const filters = {
  search: has('Search', 'recipient', 'subject'),
  recipient: has('Recipient', 'recipient'),
  subject: has('Subject', 'subject'),
  status: isOne('Status', 'status', mailStatuses),
  kind: has('Kind', 'kind'),
  user_id: isRow('User', 'users', 'user_id'),
  from: since('Created from', 'created'),
  to: until('Created until', 'created'),
  batch: own('Sent together as', Text(64)),
}

export const mails = {
  list: mail.list({ summary: 'List mails and their delivery', allow: may.admin, filters }),
  export: mail.export({ summary: 'Export the list of mails', allow: may.admin, filters }),
  view: mail.view({ summary: 'View a mail and its delivery', allow: may.admin }),
  retry: mail.actOne('retry', {
    summary: 'Try a mail again that was refused, not sent, or whose fate is in doubt',
    allow: may.admin,
    input: {},
    output: Mail,
  }),
  sendTest: mail.act('sendTest', {
    summary: 'Send a test mail',
    allow: may.siteAdmin,
    input: {
      to: field(z.email('Write it as name@domain.').max(255).optional(), { label: 'To', help: 'Empty: your own address.' }),
    },
    output: Mail,
  }),
  tryEncryption: mail.query('tryEncryption', {
    summary: 'How a mail to a user, or with a pasted key, would leave',
    allow: may.siteAdmin,
    // A key is longer than an address may be.
    inBody: true,
    input: {
      user_id: field(Id.optional(), { label: 'User', of: 'users' }),
      key: field(z.string().max(65_535).optional(), { label: 'Public key', control: 'text', help: 'Used instead of the key of a user.' }),
    },
    output: z.object({
      state: z.string(),
      fingerprint: z.string().nullable(),
      way: z.enum(['encrypted', 'clear', 'short', 'none']),
      why: z.string(),
      signed_with: z.string().nullable(),
      message: z.string().nullable().describe('A mail as it would go over the line.'),
    }),
  }),
  server: mail.query('server', {
    summary: 'Whether the mail server can be reached and lets this instance in',
    allow: may.siteAdmin,
    input: {},
    output: z.object({ host: z.string().nullable(), port: z.number().nullable(), problem: z.string().nullable() }),
  }),
  key: mail.query('key', {
    summary: 'The public key of this instance',
    allow: may.everyone,
    input: {},
    output: InstanceKey.nullable(),
  }),
  generateKey: mail.act('generateKey', {
    summary: 'Make a new key for this instance; it takes the place of the former one',
    allow: may.siteAdmin,
    stepUp: true,
    input: { algorithm: field(z.enum(keyAlgorithms).default('rsa4096'), { label: 'Algorithm' }) },
    output: InstanceKey.nullable(),
  }),
  importKey: mail.act('importKey', {
    summary: 'Import a private key for this instance; it takes the place of the former one',
    allow: may.siteAdmin,
    stepUp: true,
    input: {
      key: field(z.string().max(60_000), { label: 'Private key', control: 'text', secret: true }),
      passphrase: field(z.string().max(1000).default(''), { label: 'Passphrase', control: 'password', secret: true }),
    },
    output: InstanceKey.nullable(),
  }),
}
