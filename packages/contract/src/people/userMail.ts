import { z } from 'zod'
import { Flag, Id, Line, Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** What a mail to users does: says something, or brings a password of its own to each. */
export const contactActions = ['custom', 'welcome', 'reset'] as const
/** Who is meant: all, some users, organisations, a role, or somebody who is no user yet. */
export const contactRecipients = ['all', 'users', 'organisations', 'role', 'external'] as const

const ids = z.array(Id).max(1000, 'At most 1,000.').default([])
/** A mail to users, as it is previewed and as it is sent (people-data 2.4, operations 8.6). */
const contact = {
  action: field(z.enum(contactActions).default('custom'), { label: 'Action' }),
  recipient: field(z.enum(contactRecipients), { label: 'Recipient' }),
  user_ids: field(ids, { label: 'Users', of: 'users', setBy: may.admin }),
  org_ids: field(ids, { label: 'Organisations', of: 'organisations', setBy: may.admin }),
  role_id: field(Id.optional(), { label: 'Role', of: 'roles', setBy: may.admin }),
  email: field(z.email('Write it as name@domain.').max(255).optional(), { label: 'Email of the future user' }),
  key: field(z.string().max(65_535).optional(), { label: 'Public key of the future user', control: 'text' }),
  subject: field(Line(255).optional(), {
    label: 'Subject',
    help: 'Empty for a welcome message or a password reset: the standard subject.',
  }),
  message: field(z.string().max(65_535).optional(), { label: 'Message', control: 'text' }),
}
const Contact = z.object(contact)
export type Contact = z.output<typeof Contact>

/** How mails would leave: encrypted, in clear, without their content, or not at all. `unchecked`: there was no time to look at each key. */
export const mailWays = ['encrypted', 'clear', 'short', 'none', 'unchecked'] as const

/** What stands between a user and a mail. */
const Reach = z.object({
  id: z.number(),
  email: z.string(),
  state: z.enum(['none', 'unreadable', 'valid', 'expired', 'signOnly', 'revoked']),
  fingerprint: z.string().nullable(),
  expires: Time.nullable(),
  problem: z.string().nullable().describe('Why nothing can be encrypted to this user; null when it can, or without a key.'),
  obstacle: z.string().nullable().describe('Why this user gets no mail at all; null when mails arrive.'),
})
export type Reach = z.output<typeof Reach>

const Sent = z.object({ mail_id: z.number(), status: z.string(), reason: z.string() })
const none = z.object({ id: z.number() })
const mail = operationsOn('userMail', { row: none, one: none, added: none })

export const userMail = {
  resetPassword: mail.actOne('resetPassword', {
    summary: 'Mail a user a new password',
    allow: may.mailPasswords,
    stepUp: true,
    input: { first_time: field(Flag.default(false), { label: 'First time registration' }) },
    output: Sent,
  }),
  write: mail.actOne('write', {
    summary: 'Write a mail to a user',
    allow: may.admin,
    input: {
      subject: field(Line(255).min(1, 'Mandatory field not set.'), { label: 'Subject' }),
      body: field(z.string().max(65_535).min(1, 'Mandatory field not set.'), { label: 'Message', control: 'text' }),
    },
    output: Sent,
  }),
  requestAccess: mail.act('requestAccess', {
    summary: 'Ask an admin by mail for API access',
    allow: may.anyone,
    input: {},
    output: Sent,
  }),
  preview: mail.query('preview', {
    summary: 'Whom a mail would reach, and how each would get it',
    allow: may.admin,
    inBody: true,
    input: contact,
    output: z.object({
      count: z.number().describe('Mails that would be sent.'),
      ways: z.array(
        z.object({
          way: z.enum(mailWays),
          count: z.number(),
          why: z.string(),
          example: z.object({ to: z.string(), subject: z.string(), text: z.string() }).nullable(),
        }),
      ),
    }),
  }),
  send: mail.act('send', {
    summary: 'Mail users',
    allow: may.admin,
    stepUp: ({ action }) => action !== 'custom' && action !== undefined,
    input: {
      ...contact,
      expected: Id.optional().describe('How many mails the caller has seen this sends; another number now is a conflict.'),
    },
    output: z.object({ job_id: z.number(), batch: z.string(), count: z.number() }),
  }),
  reach: mail.query('reach', {
    summary: 'Whom mail does not reach encrypted, and why',
    allow: may.admin,
    input: {
      after: Id.optional().describe('The `next` of the answer before.'),
      limit: Id.max(100_000).default(200).describe('How many users are looked at.'),
      all: Flag.default(false).describe('Those without a problem too.'),
      keyed: Flag.default(false).describe('Only those who have a key.'),
    },
    output: z.object({ rows: z.array(Reach), next: z.number().nullable() }),
  }),
}
