import { z } from 'zod'
import { Moment } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

const page = z.string().describe('The page of the web app that shows it, below `/app`.')

/** Something to act on. `wrong` is broken, `look` should be looked at, `plain` is worth knowing. */
const AttentionLine = z.object({
  key: z.string(),
  noun: z.string(),
  tone: z.enum(['wrong', 'look', 'plain']),
  count: z.number(),
  message: z.string(),
  action: z.string().describe('What to do about it, as a verb.'),
  page,
})
export type AttentionLine = z.output<typeof AttentionLine>

const Figure = z.object({
  key: z.string(),
  label: z.string(),
  count: z.number(),
  about: z.boolean().describe('The count is an estimate.'),
  page,
})
export type Figure = z.output<typeof Figure>

const none = z.object({ id: z.number() })
const attentionOperation = operationsOn('attention', { row: none, one: none, added: none })
const today = field(Moment, { label: 'Start of the day', control: 'date' })
  .optional()
  .describe('When the day of the caller began; 24 hours ago if absent.')

/** What an admin looks at first, each part as far as the caller may see it. */
export const attention = {
  now: attentionOperation.query('now', {
    summary: 'What needs attention now',
    allow: may.anyone,
    input: { today },
    output: z.array(AttentionLine),
  }),
  figures: attentionOperation.query('figures', {
    summary: 'Figures of today and of the whole instance',
    allow: may.anyone,
    input: { today },
    output: z.object({ today: z.array(Figure), whole: z.array(Figure) }),
  }),
}
