import { operations } from '@reeve/contract/catalogue'
import { fail, invalid } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import { mayShare, type Reach, SavedView, savedViews } from '@reeve/contract/people/savedViews'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Prisma } from '../../generated/client.ts'
import type { WriteContext } from '../context.ts'
import { implement, type Rows } from '../request/implement.ts'
import { listsOf } from '../request/lists.ts'

const include = { org: { select: { id: true, name: true } } } as const
type Row = Prisma.SavedViewGetPayload<{ include: typeof include }>

/** How many views one list may have for the same people: what is more, nobody finds anything in. */
const most = 100

const reachOf = ({ user_id, org_id }: Pick<Row, 'user_id' | 'org_id'>): Reach =>
  user_id !== null ? 'me' : org_id !== null ? 'organisation' : 'everyone'
/** The columns that say for whom a view is, as seen by this actor. */
const ownersOf = ({ id, org_id }: Actor, reach: Reach) => ({
  user_id: reach === 'me' ? id : null,
  org_id: reach === 'organisation' ? org_id : null,
})

/** The lists that an actor may open; views of others would only tell him that there are some. */
const openTo = (actor: Actor, settings: SettingValues) =>
  operations.filter(({ kind, allow }) => kind === 'list' && allow.test(actor, settings)).map(({ name }) => name.slice(0, name.indexOf('.')))

const mine = (actor: Actor) => (['me', 'organisation', 'everyone'] as const).map((reach) => ownersOf(actor, reach))

/** His own, those of his organisation and those of everyone; a site admin sees no more, as it is nobody's business what others look for. */
const scope = (actor: Actor, settings: SettingValues): Prisma.SavedViewWhereInput => ({
  OR: mine(actor),
  noun: { in: openTo(actor, settings) },
})

const rows: Rows<Row, Prisma.SavedViewWhereInput> = {
  scope,
  find: (read, where) => read.savedView.findFirst({ where, include }),
  mayChange: (actor, row) => mayShare(actor, reachOf(row)),
}
const shown = (row: Row) => ({ ...row, reach: reachOf(row) })

const reachIs: Record<Reach, object> = {
  me: { user_id: { not: null } },
  organisation: { org_id: { not: null } },
  everyone: { user_id: null, org_id: null },
}

const lists = listsOf(
  {
    rows,
    row: SavedView,
    table: 'saved_views',
    many: ({ read }, window) => read.savedView.findMany({ ...window, include }),
    count: (read, where, take) => read.savedView.count({ where, take }),
    show: async (_, found) => found.map(shown),
    filters: { noun: (noun: string) => ({ noun }), reach: (reach: Reach) => reachIs[reach] },
  },
  savedViews,
)

type Place = { noun: string; name: string; reach: Reach; id?: number }

/** A name stands once among the views that the same people see, and there are not too many of them. */
const checkPlace = async ({ read, actor }: WriteContext, { noun, name, reach, id = 0 }: Place) => {
  if (!mayShare(actor, reach)) invalid({ reach: ['Org admins share with their organisation, site admins with everyone.'] })
  const others = { noun, ...ownersOf(actor, reach), id: { not: id } }
  const same = await read.savedView.findFirst({ where: { ...others, name: { equals: name, mode: 'insensitive' } } })
  if (same) invalid({ name: [`There is a view called “${same.name}” already.`] })
  if ((await read.savedView.count({ where: others })) >= most)
    fail('conflict', `This list has ${most} views of this kind. Delete one that is not used any more.`)
}

const one = async ({ read }: WriteContext, id: number) => shown(await read.savedView.findUniqueOrThrow({ where: { id }, include }))

export const savedViewsImplementation = implement(savedViews, rows, {
  ...lists,
  view: async (_, row) => shown(row),

  add: async (ctx, { name, noun, query, reach }) => {
    if (!openTo(ctx.actor, ctx.settings).includes(noun)) invalid({ noun: ['There is no such list, or your role does not include it.'] })
    await checkPlace(ctx, { noun, name, reach })
    const { id } = await ctx.write.savedView.add({ name, noun, query, ...ownersOf(ctx.actor, reach) })
    return one(ctx, id)
  },

  edit: async (ctx, row, { name, query, reach }) => {
    const place = { noun: row.noun, name: name ?? row.name, reach: reach ?? reachOf(row) }
    if (name !== undefined || reach !== undefined) await checkPlace(ctx, { ...place, id: row.id })
    await ctx.write.savedView.edit(row, { name, query, ...(reach !== undefined && ownersOf(ctx.actor, reach)) })
    return one(ctx, row.id)
  },

  delete: async (ctx, row) => ctx.write.savedView.delete(row),
})
