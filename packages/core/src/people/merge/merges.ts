import { fail } from '@reeve/contract/inputs/failure'
import { Merge, merges } from '@reeve/contract/people/merges'
import type { Prisma } from '../../../generated/client.ts'
import { implement, type Rows } from '../../request/implement.ts'
import { listsOf } from '../../request/lists.ts'
import { mergeInto } from './merge.ts'
import { hindranceOf, Journal, standingOf, undoableUntil } from './mergeJournal.ts'
import { planOf } from './mergePlan.ts'
import { undoMerge } from './mergeUndo.ts'

type Row = Prisma.OrganisationMergeModel
const rows: Rows<Row, Prisma.OrganisationMergeWhereInput> = {
  scope: () => ({}),
  find: (read, where) => read.organisationMerge.findFirst({ where }),
  mayChange: () => true,
}
const shown = (row: Omit<Row, 'journal'>) => ({ ...row, undoable_until: undoableUntil(row) })
const named = 500

const { list } = listsOf(
  {
    rows,
    row: Merge,
    table: 'organisation_merges',
    many: ({ read }, window) => read.organisationMerge.findMany({ ...window, omit: { journal: true } }),
    count: (read, where, take) => read.organisationMerge.count({ where, take }),
    show: async (_, found) => found.map(shown),
  },
  merges,
)

export const mergesImplementation = implement(merges, rows, {
  list,
  view: async (_, row) => shown(row),
  plan: ({ read, settings }, { from, to }) => planOf(read, settings, from, to),
  add: async (ctx, { from, to }) => shown(await mergeInto(ctx, from, to)),

  undoPlan: async ({ read, ports }, row) => {
    const journal = Journal.parse(row.journal)
    const { returns, since } = await standingOf(read, row.target_org_id, journal)
    return {
      returns,
      since: since.slice(0, named),
      since_count: since.length,
      hindrance: await hindranceOf(read, row, journal, ports.now()),
    }
  },
  undo: async (ctx, row) => {
    const journal = Journal.parse(row.journal)
    const hindrance = await hindranceOf(ctx.read, row, journal, ctx.ports.now())
    if (hindrance) fail('conflict', hindrance)
    const { returned, since } = await undoMerge(ctx, row, journal)
    return { id: row.id, org_id: row.org_id, returned, since: since.slice(0, named), since_count: since.length }
  },
})
