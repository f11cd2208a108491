import { undoableDays } from '@reeve/contract/people/merges'
import { z } from 'zod'
import type { Prisma } from '../../../generated/client.ts'
import type { Read } from '../../database/db.ts'
import { chunk } from '../../kernel/chunk.ts'
import { movingColumns } from '../data/organisationColumns.ts'

const Target = z.object({ local: z.boolean().optional(), name: z.string().optional() })
/** What a merge keeps so that it can be taken back: the organisation, the target before and after, the rows that moved. */
export const Journal = z.object({
  organisation: z.object({
    description: z.string().nullable(),
    nationality: z.string(),
    sector: z.string(),
    type: z.string(),
    contacts: z.string().nullable(),
    landingpage: z.string().nullable(),
    local: z.boolean(),
    restricted_to_domain: z.array(z.string()).nullable(),
    created_by: z.number(),
    date_created: z.string(),
    version: z.number(),
  }),
  target: z.object({ was: Target, is: Target }),
  settings: z.array(z.string()),
  moved: z.record(z.string(), z.array(z.number())),
  logo: z.object({ png: z.string(), moved: z.boolean() }).nullable(),
})
export type Journal = z.output<typeof Journal>

export const keyOf = ({ table, column }: { table: string; column: string }) => `${table}.${column}`
const inOne = 5000

export type Since = { table: string; column: string; what: string; id: number; now: string }

/** Which rows of a merge still are as it left them, and which are not. */
export const standingOf = async (read: Read, target: number, journal: Journal) => {
  const since: Since[] = []
  const returns: { table: string; column: string; what: string; rows: number; ids: number[] }[] = []
  for (const column of movingColumns) {
    const ids = journal.moved[keyOf(column)] ?? []
    const now = new Map<number, number>()
    for (const some of chunk(ids, inOne)) for (const { id, org } of await column.standing(read, some)) now.set(id, org)
    const same = ids.filter((id) => now.get(id) === target)
    const { table, column: name, what } = column
    returns.push({ table, column: name, what, rows: same.length, ids: same })
    for (const id of ids.filter((one) => now.get(one) !== target))
      since.push({ table, column: name, what, id, now: now.has(id) ? String(now.get(id)) : 'deleted' })
  }
  return { returns, since: [...since, ...(await targetSince(read, target, journal))] }
}

/** What of the target is neither as the merge left it nor as it was before. */
const targetSince = async (read: Read, id: number, { target: { was, is } }: Journal): Promise<Since[]> => {
  const cell = (column: string, now: string) => ({ table: 'organisations', column, what: 'organisation', id, now })
  const now = await read.organisation.findUnique({ where: { id } })
  if (!now) return Object.keys(is).map((column) => cell(column, 'deleted'))
  return [
    ...(is.name !== undefined && now.name !== is.name && now.name !== was.name ? [cell('name', now.name)] : []),
    ...(is.local !== undefined && now.local !== is.local && now.local !== was.local ? [cell('local', String(now.local))] : []),
  ]
}

type Merge = Pick<Prisma.OrganisationMergeModel, 'org_id' | 'org_name' | 'org_uuid' | 'target_org_id' | 'created' | 'undone'>
const day = 86_400_000
export const undoableUntil = ({ created, undone }: Pick<Merge, 'created' | 'undone'>) =>
  undone ? null : new Date(created.getTime() + undoableDays * day)

/** Why a merge cannot be undone; null where it can. */
export const hindranceOf = async (read: Read, merge: Merge, journal: Journal, now: Date): Promise<string | null> => {
  const until = undoableUntil(merge)
  if (!until) return 'This merge has been undone.'
  if (until <= now) return `A merge can be undone for ${undoableDays} days; this one could until ${until.toISOString().slice(0, 10)}.`
  const { org_id: id, org_name: name, org_uuid: uuid, target_org_id } = merge
  const holders = await read.organisation.findMany({ where: { OR: [{ id }, { name }, { uuid }] } })
  // The target gives the name back that it took.
  const other = holders.find((one) => !(one.id === target_org_id && one.name === journal.target.is.name && one.uuid !== uuid))
  if (!other) return null
  const what = other.uuid === uuid ? `the UUID ${uuid}` : other.id === id ? `the number ${id}` : `the name ${name}`
  return `Organisation ${other.id} (${other.name}) has ${what} now. Change that first.`
}
