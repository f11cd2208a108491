import { z } from 'zod'
import { nullable, type Setting, text } from './entry.ts'

/** What a text must say so that its reader can sign in (people-data 2.4). */
const needed = ['$username', '$password', '$misp'] as const
const Template = z
  .string()
  .max(20_000)
  .refine((template) => needed.every((name) => template.includes(name)), `Must contain ${needed.join(', ')}.`)

/** What users are told by mail, in the words of the instance. `\n` stands for a line end, as MISP stores it. */
export const userMailSettings = {
  'MISP.newUserText': {
    level: 'optional',
    tab: 'Mail',
    about: 'The mail that brings a new user the first password. Knows $username, $password, $misp, $org and $contact.',
    type: Template,
    value: String.raw`Dear colleague,\n\nan account has been made for you on the threat sharing platform of $org, at $misp.\n\nUser name: $username\nPassword: $password\n\nYou are asked to choose a password of your own when you sign in.\nIf you have questions, write to $contact.`,
    wire: text,
  },
  'MISP.passwordResetText': {
    level: 'optional',
    tab: 'Mail',
    about: 'The mail that brings a user a new password. Knows $username, $password, $misp, $org and $contact.',
    type: Template,
    value: String.raw`Dear colleague,\n\nyour password at the threat sharing platform of $org, at $misp, has been reset.\n\nUser name: $username\nTemporary password: $password\n\nYou are asked to choose a password of your own when you sign in.\nIf you did not expect this mail, write to $contact.`,
    wire: text,
  },
  'Security.allow_password_forgotten': {
    level: 'recommended',
    tab: 'Security',
    about: 'Whoever forgot the password may ask for a link by mail, which works once and for ten minutes.',
    ...nullable,
    value: false,
    public: true,
  },
} as const satisfies Record<string, Setting>
