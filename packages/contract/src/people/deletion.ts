import { z } from 'zod'

/** So far the rows of a part are counted. */
export const countedTo = 1000

const Part = z.object({
  table: z.string(),
  column: z.string(),
  what: z.string(),
  rows: z.number().describe(`Counted up to ${countedTo.toLocaleString('en')}.`),
  more: z.boolean().describe('There are more than were counted.'),
  why: z.string().describe('What becomes of them.'),
})
export type Part = z.output<typeof Part>

/** What a deletion would take along, what would stay, and what stands in its way: nothing is changed. */
export const Deletion = z.object({
  goes: z.array(Part),
  stays: z.array(Part),
  hindrance: z.string().nullable().describe('Why it would be refused.'),
})
export type Deletion = z.output<typeof Deletion>
