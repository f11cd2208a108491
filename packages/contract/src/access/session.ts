import { z } from 'zod'
import { Time } from '../inputs/inputs.ts'
import { field, setBy } from '../kernel/fields.ts'
import { may, perms, requiredActions } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'
import { Password } from '../people/userInputs.ts'
import { PublicSettingsSchema } from '../settings/settings.ts'

/** Who is asking, what he may do, and the settings that rules read: all the SPA needs to draw itself. */
export const Session = z.object({
  id: z.number(),
  email: z.string(),
  org_id: z.number(),
  org: z.string(),
  org_uuid: z.string(),
  role_id: z.number(),
  perms: z.array(z.enum(perms)),
  read_only: z.boolean(),
  change_pw: z.boolean(),
  required_action: z.enum(requiredActions).nullable().describe('What must be done in a browser before all else.'),
  totp_is_set: z.boolean(),
  external: z.boolean().describe('Comes in by the header of a trusted proxy, without a password.'),
  settings: PublicSettingsSchema,
})
export type Session = z.output<typeof Session>

const Opened = z.object({
  user_id: z.number(),
  token: z.string().nullable().describe('The value of the session’s cookie; null where a code is asked for first.'),
  ticket: z.string().nullable().describe('Proof of the password for a while, to be sent with the code.'),
  step: z.enum(['otp', 'email_otp']).nullable().describe('Which code is asked for: of the user’s own device, or the one that was mailed.'),
  homepage: z.string().nullable().describe('Where the account wants to begin; null where it has not said, or is not in yet.'),
})
const session = operationsOn('session', { row: z.object({ id: z.number() }), one: Session, added: Opened })
const shownOnce = ['token', 'ticket']
const Otp = z.string().max(40)
/** Proof of a first step; what is sealed in it is nobody’s business. */
const Ticket = z.string().max(2000)
const secondStep = { allow: may.everyone, shownOnce, input: { ticket: Ticket, otp: Otp }, output: Opened }

export const sessionOperations = {
  me: session.query('me', { summary: 'Who am I', allow: may.anyone, input: {}, output: Session }),
  add: session.add({
    summary: 'Sign in',
    allow: may.everyone,
    shownOnce,
    input: z.object({ email: z.string().max(255), password: setBy(may.everyone, z.string().max(1000)) }),
  }),
  confirm: session.act('confirm', {
    summary: 'Sign in, the second step: a one-time password or the next recovery code',
    ...secondStep,
  }),
  confirmMailed: session.act('confirmMailed', { summary: 'Sign in, the second step: the code that was mailed', ...secondStep }),
  mailCode: session.act('mailCode', {
    summary: 'Have another code mailed; it takes the place of the one before',
    allow: may.everyone,
    input: { ticket: Ticket },
    output: z.object({ left: z.boolean().describe('Whether the mail with the code before has left this instance.') }),
  }),
  forgot: session.act('forgot', {
    summary: 'Ask for a link by mail with which to choose a new password',
    allow: may.forget,
    input: { email: z.string('Mandatory field not set.').trim().min(1, 'Mandatory field not set.').max(255) },
    output: z.object({ asked: z.boolean().describe('The same whether or not there is such an account.') }),
  }),
  link: session.query('link', {
    summary: 'Whose link to a new password this is, as long as it works',
    allow: may.forget,
    // Whoever reads it may choose the password.
    inBody: true,
    input: { token: Ticket },
    output: z.object({ user_id: z.number() }),
  }),
  choose: session.act('choose', {
    summary: 'Choose a new password with the link that came by mail',
    allow: may.forget,
    input: {
      token: Ticket,
      password: field(Password, { label: 'Password', secret: true, setBy: may.forget }),
      confirm_password: field(Password.optional(), { label: 'Once more', secret: true }),
    },
    output: z.object({ user_id: z.number() }),
  }),
  open: session.act('open', {
    summary: 'Sign in by the word of a trusted proxy',
    allow: may.beVouched,
    shownOnce,
    input: {},
    output: Opened,
  }),
  terms: session.query('terms', {
    summary: 'The terms of this instance',
    allow: may.anyone,
    input: {},
    output: z.object({
      name: z.string(),
      text: z.string().nullable().describe('Null where they are offered as a file.'),
      accepted: z.boolean(),
    }),
  }),
  acceptTerms: session.act('acceptTerms', {
    summary: 'Accept the terms',
    allow: may.anyone,
    input: {},
    output: z.object({ accepted: z.boolean() }),
  }),
  prove: session.act('prove', {
    summary: 'Say once more that it is you, before something that matters',
    allow: may.anyone,
    input: {
      password: field(z.string().max(1000).optional(), { label: 'Password', secret: true, setBy: may.anyone }),
      otp: field(Otp.optional(), { label: 'One-time password', secret: true }),
    },
    output: z.object({ proven: Time }),
  }),
  end: session.act('end', { summary: 'Sign out', allow: may.anyone, input: {}, output: z.object({ ended: z.boolean() }) }),
}
