import { z } from 'zod'
import { Id, Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { isRow } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** For how many days a merge can be undone. */
export const undoableDays = 30

/** One organisation taken up by another (people-data 3.3), and how long that can be taken back. */
export const Merge = z.object({
  id: field(z.number(), { label: 'Id', column: true, sort: true }),
  created: field(Time, { label: 'Merged', column: true, sort: true }),
  org_id: z.number(),
  org_name: field(z.string(), { label: 'Organisation', column: true }),
  target_org_id: field(z.number(), { label: 'Into', of: 'organisations' }),
  target_name: field(z.string(), { label: 'Into', column: true }),
  moved: field(z.number(), { label: 'Records moved', column: true }),
  email: field(z.string(), { label: 'By', column: true }),
  undoable_until: field(Time.nullable(), { label: 'Can be undone until', column: true }),
  undone: field(Time.nullable(), { label: 'Undone', column: true }),
  undone_by: field(z.string().nullable(), { label: 'Undone by' }),
  version: z.number(),
})
export type Merge = z.output<typeof Merge>

const what = z.string().describe('One of the rows in words: “saved view”.')
const Moves = z.object({ table: z.string(), column: z.string(), what, rows: z.number() })
/** A row that is no longer what the merge left: an undo leaves it alone. */
const Since = z.object({ table: z.string(), column: z.string(), what, id: z.number(), now: z.string() })
const Party = z.object({
  id: z.number(),
  name: z.string(),
  uuid: z.string(),
  local: z.boolean(),
  nationality: z.string(),
  sector: z.string(),
  type: z.string(),
  date_created: Time,
  user_count: z.number(),
})

const merge = operationsOn('merges', { row: Merge, one: Merge, added: Merge })

export const merges = {
  list: merge.list({
    summary: 'List merges of organisations',
    allow: may.siteAdmin,
    filters: { target: isRow('Into', 'organisations', 'target_org_id') },
  }),
  view: merge.view({ summary: 'View a merge of organisations', allow: may.siteAdmin }),
  plan: merge.query('plan', {
    summary: 'What merging one organisation into another would do',
    allow: may.siteAdmin,
    input: { from: Id, to: Id },
    output: z.object({
      from: Party,
      to: Party,
      moves: z.array(Moves).describe('Rows that get the other organisation, column by column.'),
      stays: z
        .array(z.object({ table: z.string(), column: z.string(), what: z.string(), why: z.string() }))
        .describe('What keeps naming the merged organisation.'),
      becomes: z.array(z.object({ field: z.string(), was: z.string(), is: z.string() })).describe('What changes of the target itself.'),
      conflicts: z.array(z.string()).describe('What to check before merging.'),
      undoable_days: z.number(),
    }),
  }),
  add: merge.add({
    summary: 'Merge one organisation into another',
    allow: may.siteAdmin,
    input: z.object({ from: Id, to: Id }),
    stepUp: true,
    timeoutSeconds: 120,
  }),
  undoPlan: merge.queryOne('undoPlan', {
    summary: 'What undoing a merge would give back',
    allow: may.siteAdmin,
    input: {},
    output: z.object({
      returns: z.array(Moves),
      since: z.array(Since).describe('Changed since, and left alone; the first 500.'),
      since_count: z.number(),
      hindrance: z.string().nullable().describe('Why it cannot be undone.'),
    }),
  }),
  undo: merge.actOne('undo', {
    summary: 'Undo a merge of organisations',
    allow: may.siteAdmin,
    input: {},
    output: z.object({ id: z.number(), org_id: z.number(), returned: z.number(), since: z.array(Since), since_count: z.number() }),
    stepUp: true,
    timeoutSeconds: 120,
  }),
}
