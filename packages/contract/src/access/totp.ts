import { z } from 'zod'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

const Codes = z.object({
  counter: z.number().describe('Which of the recovery codes ever made comes first here.'),
  codes: z.array(z.string()).describe('Recovery codes in the order in which they are taken, each once.'),
})
export type Codes = z.output<typeof Codes>

/** One-time passwords (people-data 1.5); a row is the user who has them. */
const otp = operationsOn('totp', { row: z.object({ id: z.number() }), one: z.object({ id: z.number() }), added: Codes })

export const totp = {
  begin: otp.query('begin', {
    summary: 'The secret to set up one-time passwords with',
    allow: may.useTotp,
    stepUp: true,
    input: {},
    output: z.object({
      secret: z.string().describe('In base32, to be typed.'),
      uri: z.string().describe('As otpauth URI, for a QR code.'),
    }),
    shownOnce: ['secret', 'uri'],
  }),
  add: otp.add({
    summary: 'Set up one-time passwords, by a code made with the secret',
    allow: may.useTotp,
    stepUp: true,
    input: z.object({ otp: z.string().max(20) }),
    shownOnce: ['codes'],
  }),
  codes: otp.query('codes', {
    summary: 'Your recovery codes',
    allow: may.useTotp,
    stepUp: true,
    input: {},
    output: Codes,
    shownOnce: ['codes'],
  }),
  remove: otp.act('remove', {
    summary: 'Give up your one-time passwords',
    allow: may.useTotp,
    stepUp: true,
    input: {},
    output: z.object({ id: z.number() }),
  }),
  delete: otp.delete({ summary: 'Take the one-time passwords of a user away', allow: may.resetTotp, stepUp: true }),
}
