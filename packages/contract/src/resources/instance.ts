import { z } from 'zod'
import { may } from '../may.ts'
import { operationsOn } from '../operation.ts'

const instance = operationsOn('instance', {
  row: z.object({ id: z.number() }),
  one: z.object({ id: z.number() }),
  added: z.object({ id: z.number() }),
})

/** What a client may know of the instance it talks to. */
export const instanceOperations = {
  version: instance.query('version', {
    summary: 'Which version this is',
    allow: may.anyone,
    input: {},
    output: z.object({ version: z.string(), uuid: z.string().nullable().describe('Told to whoever may synchronise.') }),
  }),
}
