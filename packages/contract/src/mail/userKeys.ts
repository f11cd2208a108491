import { z } from 'zod'
import { Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** A key that somebody publishes for an address. `armored` is null where it still has to be fetched by its fingerprint. */
const FoundKey = z.object({
  fingerprint: z.string(),
  key_id: z.string(),
  address: z.string(),
  date: Time.nullable().describe('When it was made.'),
  expires: Time.nullable().describe('Null: never.'),
  source: z.string().describe('The server that has it.'),
  armored: z.string().nullable(),
})
export type FoundKey = z.input<typeof FoundKey>

const problems = z.array(z.string()).describe('Servers that could not be asked, and why.')
const none = z.object({ id: z.number() })
const key = operationsOn('userKeys', { row: none, one: none, added: none })

/** OpenPGP keys of people, as the network publishes them (people-data 2.2). */
export const userKeys = {
  find: key.query('find', {
    summary: 'Look for the OpenPGP keys of an address',
    allow: may.findKeys,
    input: { email: field(z.email('Write it as name@domain.').max(255), { label: 'Address' }) },
    output: z.object({ keys: z.array(FoundKey), problems }),
  }),
  fetch: key.query('fetch', {
    summary: 'Fetch an OpenPGP key from the key servers',
    allow: may.findKeys,
    input: {
      fingerprint: field(
        z
          .string()
          .max(64)
          .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/i, 'A fingerprint has 40 hexadecimal digits, or 64.'),
        {
          label: 'Fingerprint',
        },
      ),
    },
    output: z.object({ armored: z.string().nullable().describe('Null: no server has it.'), problems }),
  }),
}
