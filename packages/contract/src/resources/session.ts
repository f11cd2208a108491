import { z } from 'zod'
import { may, perms } from '../may.ts'
import { operationsOn } from '../operation.ts'
import { PublicSettingsSchema } from '../settings.ts'

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
  settings: PublicSettingsSchema,
})
export type Session = z.output<typeof Session>

const session = operationsOn('session', {
  row: z.object({ id: z.number() }),
  one: Session,
  added: z.object({ user_id: z.number(), change_pw: z.boolean(), token: z.string() }),
})

export const sessionOperations = {
  me: session.query('me', { summary: 'Who am I', allow: may.anyone, input: {}, output: Session }),
  add: session.add({
    summary: 'Sign in',
    allow: may.everyone,
    shownOnce: ['token'],
    input: z.object({ email: z.string().max(255), password: z.string().max(1000) }),
  }),
  end: session.act('end', { summary: 'Sign out', allow: may.anyone, input: {}, output: z.object({ ended: z.boolean() }) }),
}
