import { z } from 'zod'
import { Time } from '../inputs/inputs.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** The largest picture that is taken, in bytes (people-data 3.4). */
export const logoBytes = 250_000

/** A picture as it is sent. */
export const Picture = z.string().max(400_000).describe('A PNG, JPEG, GIF or WebP in base64, at most 250 kB.')

const Logo = z.object({ id: z.number(), modified: Time, png: z.string().describe('A PNG in base64, at most 256 × 256.') })
const logo = operationsOn('logos', { row: Logo, one: Logo, added: Logo, by: ['id', 'uuid', 'name'] })

/** The pictures of organisations, each under the number, UUID or name of its organisation (people-data 3.4, operations 9.2). */
export const logos = {
  view: logo.view({ summary: 'The logo of an organisation', allow: may.anyone }),
  set: logo.actOne('set', {
    summary: 'Give an organisation a logo',
    allow: may.siteAdmin,
    input: { image: Picture },
    output: z.object({ id: z.number() }),
  }),
  delete: logo.delete({ summary: 'Take the logo of an organisation away', allow: may.siteAdmin }),
}
