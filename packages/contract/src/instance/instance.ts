import { z } from 'zod'
import { Id } from '../inputs/inputs.ts'
import { may, perms } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

const instance = operationsOn('instance', {
  row: z.object({ id: z.number() }),
  one: z.object({ id: z.number() }),
  added: z.object({ id: z.number() }),
})

/** A role with what it grants. */
const Granted = z.object({ id: z.number(), name: z.string(), perms: z.array(z.enum(perms)) })
export type Granted = z.output<typeof Granted>

/** What a client may know of the instance it talks to. */
export const instanceOperations = {
  version: instance.query('version', {
    summary: 'Which version this is',
    allow: may.anyone,
    input: {},
    output: z.object({ version: z.string(), uuid: z.string().nullable().describe('Told to whoever may synchronise.') }),
  }),
  access: instance.query('access', {
    summary: 'What each role grants',
    allow: may.siteAdmin,
    input: { role_id: Id.optional() },
    output: z.array(Granted),
  }),
}
