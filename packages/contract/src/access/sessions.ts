import { z } from 'zod'
import { Id, Int, Text, Time, Uuid } from '../inputs/inputs.ts'
import { setBy } from '../kernel/fields.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** A browser that is signed in (people-data 1.8). */
export const LiveSession = z.object({
  id: z.string(),
  user_id: z.number(),
  created: Time,
  last_seen: Time,
  proven: Time.describe('When the password or a one-time password was last given.'),
  expires: Time,
  ip: z.string().nullable(),
  user_agent: z.string().nullable(),
  current: z.boolean().describe('The one that asks.'),
})
export type LiveSession = z.output<typeof LiveSession>

/** One try to come in, as the log has it (operations 5.7). */
export const LoginAttempt = z.object({
  id: z.number(),
  created: Time,
  action: z.enum(['login', 'login_fail', 'auth', 'auth_fail', 'auth_alert']),
  title: z.string(),
  ip: z.string().nullable(),
  user_agent: z.string().nullable(),
  reason: z.string().nullable().describe('What was unusual about it; null where nothing was.'),
})
export type LoginAttempt = z.output<typeof LoginAttempt>

const row = z.object({ id: z.number() })
const session = operationsOn('sessions', { row, one: row, added: row })
const user_id = setBy(may.anyone, Id).optional().describe('Whose; your own where nobody is said.')
const Ended = z.object({ ended: z.number() })

/** Whose sessions: everybody's own; an admin's for users he may look after. */
export const sessions = {
  of: session.query('of', { summary: 'Living sessions of a user', allow: may.anyone, input: { user_id }, output: z.array(LiveSession) }),
  history: session.query('history', {
    summary: 'How a user came in, or failed to, in the last thirty days',
    allow: may.anyone,
    input: { user_id, limit: Int.min(1).max(1000).default(100) },
    output: z.array(LoginAttempt),
  }),
  end: session.act('end', { summary: 'End a session', allow: may.anyone, input: { session_id: setBy(may.anyone, Uuid) }, output: Ended }),
  endAll: session.act('endAll', {
    summary: 'End all sessions of a user, but for the one that asks',
    allow: may.anyone,
    input: { user_id },
    output: Ended,
  }),
  unblock: session.act('unblock', {
    summary: 'Let a user sign in again after too many failures',
    allow: may.admin,
    input: {
      user_id: setBy(may.admin, Id).optional().describe('A user whom the caller looks after.'),
      email: Text(255).optional().describe('Site admins: an address, whether or not it is anybody’s. Neither: everybody.'),
    },
    output: z.object({ lifted: z.number().describe('Counts of failures that were forgotten, one for each network and address.') }),
  }),
  destroy: session.act('destroy', {
    summary: 'End the sessions of some or of all users',
    allow: may.siteAdmin,
    input: {
      user_id: Id.optional(),
      email: Text(255).optional().describe('An address, or a pattern with %. Neither: everybody.'),
    },
    output: Ended.extend({ emails: z.array(z.string()).nullable().describe('Whose; null: everybody’s.') }),
  }),
}
