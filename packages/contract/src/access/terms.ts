import { z } from 'zod'
import { Text, Time } from '../inputs/inputs.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** The largest document that is taken, in bytes. */
export const termsBytes = 5_000_000
const inBase64 = Math.ceil(termsBytes / 3) * 4
/** What a document may be, and how a browser's file picker is told. */
export const termsKinds = ['.txt', '.md', '.html', '.pdf'] as const

const Current = z.object({
  name: z.string(),
  bytes: z.number(),
  modified: Time.nullable().describe('When it was uploaded; null where it lies in the folder “terms” of the data directory.'),
  shown: z.boolean().describe('Whether its text is shown; otherwise it is offered as a file.'),
  accepted: z.number().describe('How many users have accepted.'),
  users: z.number(),
})
const none = z.object({ name: z.string() })
const document = operationsOn('terms', { row: none, one: none, added: none })

/** The document that everybody accepts in the browser (operations 9.10); reading and accepting it belongs to the session. */
export const terms = {
  current: document.query('current', {
    summary: 'The terms that hold, and how many have accepted them',
    allow: may.siteAdmin,
    input: {},
    output: Current.nullable(),
  }),
  set: document.act('set', {
    summary: 'Upload the terms and put them in force',
    allow: may.siteAdmin,
    input: {
      name: Text(100).regex(/^\w[\w. -]*\.(txt|md|html|pdf)$/i, 'Choose a .txt, .md, .html or .pdf file with a plain name.'),
      content: z.base64('This is no base64.').max(inBase64, 'Choose a file of at most 5 MB.').describe('In base64, at most 5 MB.'),
    },
    output: none,
  }),
  remove: document.act('remove', {
    summary: 'Take the terms out of force; what was uploaded is deleted',
    allow: may.siteAdmin,
    input: {},
    output: none,
  }),
}
