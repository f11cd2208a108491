import { z } from 'zod'
import { Text } from '../inputs/inputs.ts'
import { nullable, nullableText, number, type Setting } from './entry.ts'

const areAddresses = (text: string) =>
  text
    .split(',')
    .map((one) => one.trim())
    .every((one) => one === '' || z.email().safeParse(one).success)

/** Codes that are mailed to whoever signs in without one-time passwords (people-data 1.5). */
export const mailedCodeSettings = {
  'Security.email_otp_enabled': {
    level: 'optional',
    tab: 'Security',
    about: 'After the password, users without one-time passwords are mailed a code and asked for it. Auth keys go on working.',
    ...nullable,
    value: false,
    wire: { test: 'testEmailOtp', type: 'boolean', null: true },
  },
  'Security.email_otp_length': {
    level: 'optional',
    tab: 'Security',
    about: 'How many digits such a code has.',
    ...number(6, 20),
    value: 6,
  },
  'Security.email_otp_validity': {
    level: 'optional',
    tab: 'Security',
    about: 'For how many minutes such a code may be used.',
    ...number(1, 60),
    value: 5,
  },
  'Security.email_otp_text': {
    level: 'optional',
    tab: 'Security',
    about: 'The mail that brings such a code. Knows $otp, $validity, $ip, $username, $misp, $org and $contact.',
    type: z
      .string()
      .max(20_000)
      .refine((text) => /\$otp\b/.test(text), 'Must contain $otp.'),
    value: String.raw`Dear colleague,\n\nsomebody, hopefully you, signs in as $username at $misp from $ip.\n\nThe code: $otp\n\nIt works once, and for $validity minutes. If it is not you, somebody knows your password: choose another, and write to $contact.`,
    wire: nullableText,
  },
  'Security.email_otp_exceptions': {
    level: 'optional',
    tab: 'Security',
    about: 'E-mail addresses, with commas between, whose users are mailed no code: their password alone lets them in.',
    type: Text(10_000).refine(areAddresses, 'List addresses such as name@domain, with commas between.'),
    value: '',
    advice: (value: string) => (value ? 'A stolen password alone opens these accounts.' : undefined),
    wire: nullableText,
  },
} as const satisfies Record<string, Setting>
