import { z } from 'zod'
import { Flag, Id, Int, Line, Moment, Text } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { may } from '../kernel/may.ts'

/** An e-mail address as MISP takes it: any letters before the @ (people-data 2.1). */
export const Email = z
  .string('Mandatory field not set.')
  .trim()
  .max(255)
  .regex(/^[\p{L}\p{N}!#$%&'*+/=?^_{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_{|}~-]+)*@[a-z0-9_.-]+$/iu, 'Please enter a valid email address.')
/** What is said where a new password and its repetition are not the same. */
export const notTwice = 'Please re-enter your password twice so that the values match.'
/** `*****` is what answers show in place of a secret; sent back, it changes nothing. */
export const Password = z
  .string()
  .max(255)
  .transform((text) => (/^\**$/.test(text) ? undefined : text))
  .optional()

const subscriptions = {
  autoalert: field(Flag.optional(), { label: 'Receive alerts when events are published', group: 'Mail' }),
  contactalert: field(Flag.default(false), { label: 'Receive alerts from “contact reporter” requests', group: 'Mail' }),
}
const keys = {
  gpgkey: field(Text(65_535).nullable().default(''), {
    label: 'PGP key',
    group: 'Mail',
    control: 'text',
    help: 'The public key, ASCII-armored.',
  }),
  certif_public: field(Text(65_535).nullable().default(''), {
    label: 'S/MIME certificate',
    group: 'Mail',
    control: 'text',
    help: 'Stored but not used. Mail is encrypted with OpenPGP only.',
  }),
  nids_sid: field(Int.min(0).max(2_147_483_647).optional(), {
    label: 'NIDS SID',
    group: 'Access',
    help: 'First number of the signatures exported for this user. Empty: a random number.',
  }),
}

export const UserInput = z.object({
  email: field(Email, { label: 'Email', group: 'Account', help: 'Used to sign in and to receive mail.' }),
  org_id: field(Id.optional(), {
    label: 'Organisation',
    group: 'Account',
    of: 'organisations',
    setBy: may.siteAdmin,
    help: 'Empty: your own organisation.',
  }),
  role_id: field(Id.optional(), {
    label: 'Role',
    group: 'Account',
    of: 'roles',
    setBy: may.admin,
    help: 'Sets what the user may do. Empty: the default role.',
  }),
  password: field(Password, {
    label: 'Temporary password',
    group: 'Account',
    control: 'password',
    secret: true,
    twice: true,
    setBy: may.admin,
    help: 'Empty: the user cannot sign in until an admin sets a password.',
  }),
  change_pw: field(Flag.default(true), { label: 'Must change the password at the next sign-in', group: 'Account' }),
  ...subscriptions,
  ...keys,
  expiration: field(Moment.default(null), {
    label: 'Expires',
    group: 'Access',
    control: 'date',
    help: 'After this time the user cannot sign in and auth keys are refused.',
  }),
  termsaccepted: field(Flag.default(false), { label: 'Terms accepted', group: 'Access' }),
  disabled: field(Flag.default(false), { label: 'Disable this account', group: 'Access' }),
  notification_daily: Flag.default(false),
  notification_weekly: Flag.default(false),
  notification_monthly: Flag.default(false),
  external_auth_required: field(Flag.default(false), {
    label: 'Signs in through a trusted proxy',
    group: 'Access',
    setBy: may.siteAdmin,
    help: 'Used instead of a password if the settings allow it.',
  }),
  external_auth_key: field(Line(255).nullable().default(''), {
    label: 'External auth key',
    group: 'Access',
    setBy: may.siteAdmin,
    help: 'The value that the proxy sends for this user.',
  }),
})

/** A user who is added, and may be told so. */
export const UserAdd = UserInput.extend({
  notify: field(Flag.default(false), {
    label: 'Send a welcome mail with the password',
    group: 'Account',
    help: 'The password above, or a generated one that works once the mail server accepts the mail.',
  }),
})

export const UserEdit = UserInput.extend({
  org_id: field(Id.optional(), { label: 'Organisation', group: 'Account', of: 'organisations', setBy: may.siteAdmin }),
  role_id: field(Id.optional(), { label: 'Role', group: 'Account', of: 'roles', setBy: may.admin, help: 'Sets what the user may do.' }),
  email: field(Email, { label: 'Email', group: 'Account', setBy: may.changeLogin }),
  password: field(Password, {
    label: 'New password',
    group: 'Account',
    control: 'password',
    secret: true,
    twice: true,
    setBy: may.setPasswords,
    help: 'Empty: the current password is kept.',
  }),
})

/** What people may change of themselves (people-data 2.2, self edit). */
export const ProfileInput = {
  email: UserEdit.shape.email.optional(),
  password: UserEdit.shape.password,
  current_password: field(z.string().max(255).optional(), { label: 'Current password', control: 'password', secret: true }),
  autoalert: UserInput.shape.autoalert,
  contactalert: field(Flag.optional(), { label: 'Receive alerts from “contact reporter” requests', group: 'Mail' }),
  disabled: Flag.optional(),
  gpgkey: field(Text(65_535).nullable().optional(), { label: 'PGP key', group: 'Mail', control: 'text' }),
  certif_public: field(Text(65_535).nullable().optional(), {
    label: 'S/MIME certificate',
    group: 'Mail',
    control: 'text',
    help: 'Stored but not used. Mail is encrypted with OpenPGP only.',
  }),
  nids_sid: UserInput.shape.nids_sid,
  notification_daily: Flag.optional(),
  notification_weekly: Flag.optional(),
  notification_monthly: Flag.optional(),
}
