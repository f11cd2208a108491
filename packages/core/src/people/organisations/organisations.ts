import { fail } from '@reeve/contract/inputs/failure'
import { type Actor, isSiteAdmin } from '@reeve/contract/kernel/may'
import { Organisation, organisations } from '@reeve/contract/people/organisations'
import type { Prisma } from '../../../generated/client.ts'
import type { Read } from '../../database/db.ts'
import { implement, prepared, type Rows } from '../../request/implement.ts'
import { listsOf } from '../../request/lists.ts'
import { domainsOf } from './domains.ts'
import { pngOf } from './logo.ts'
import { refuseTaken, refuseUsed, seenOrganisations } from './usedBy.ts'

const include = { _count: { select: { users: true } }, logo: { select: { modified: true } } } as const
type Row = Prisma.OrganisationGetPayload<{ include: typeof include }>

const rows: Rows<Row, Prisma.OrganisationWhereInput> = {
  scope: seenOrganisations,
  find: (read, where) => read.organisation.findFirst({ where, include }),
  mayChange: () => true,
}

/** Site admins see who added an organisation, and org admins who added their own (docs/contract/people-data.md 3.1). */
const seesCreator = (actor: Actor, id: number) => isSiteAdmin(actor) || (actor.perms.has('perm_admin') && actor.org_id === id)

const show = async ({ read, actor }: { read: Read; actor: Actor }, found: Row[]) => {
  const ids = [...new Set(found.filter(({ id }) => seesCreator(actor, id)).flatMap((row) => row.created_by || []))]
  const creators = ids.length > 0 ? await read.user.findMany({ where: { id: { in: ids } }, select: { id: true, email: true } }) : []
  const emails = new Map(creators.map(({ id, email }) => [id, email]))
  return found.map(({ _count, logo, restricted_to_domain, created_by, ...row }) => ({
    ...row,
    logo: logo?.modified ?? null,
    restricted_to_domain: domainsOf(restricted_to_domain),
    user_count: _count.users,
    created_by: seesCreator(actor, row.id) ? created_by : null,
    created_by_email: seesCreator(actor, row.id) ? (emails.get(created_by) ?? null) : null,
  }))
}
const one = async (ctx: { read: Read; actor: Actor }, id: number) => {
  const row = await ctx.read.organisation.findUniqueOrThrow({ where: { id }, include })
  return shown(ctx, row)
}
const shown = async (ctx: { read: Read; actor: Actor }, row: Row) =>
  (await show(ctx, [row]))[0] ?? fail('notFound', 'This organisation no longer exists.')

/** A logo that came along, drawn anew with no transaction open. */
const logoIn = async ({ logo }: { logo?: string | undefined }) => (logo ? pngOf(logo, 'logo') : undefined)

const lists = listsOf(
  {
    rows,
    row: Organisation,
    table: 'organisations',
    show,
    many: ({ read }, window) => read.organisation.findMany({ ...window, include }),
    count: (read, where, take) => read.organisation.count({ where, take }),
    filters: { local: (scope: string) => (scope === 'all' ? {} : { local: scope === 'local' }) },
  },
  organisations,
)

export const organisationsImplementation = implement(organisations, rows, {
  ...lists,
  view: (ctx, row) => shown(ctx, row),

  add: prepared(
    (_, input) => logoIn(input),
    async (ctx, { uuid, logo: _, ...input }, png) => {
      await refuseTaken(ctx.read, { ...input, uuid })
      const row = await ctx.write.organisation.add({ ...input, uuid: uuid || ctx.ports.random.uuid(), created_by: ctx.actor.id })
      if (png) await ctx.write.logo.set(row, png, ctx.ports.now())
      return one(ctx, row.id)
    },
  ),

  edit: prepared(
    (_, __, input) => logoIn(input),
    async (ctx, row, { id: _, version: __, logo: ___, uuid, ...input }, png) => {
      await refuseTaken(ctx.read, { ...input, uuid }, row.id)
      await ctx.write.organisation.edit(row, { ...input, ...(uuid && { uuid }) })
      if (png) await ctx.write.logo.set(row, png, ctx.ports.now())
      return one(ctx, row.id)
    },
  ),

  delete: async (ctx, row) => {
    await refuseUsed(ctx.read, ctx.settings, row)
    return ctx.write.organisation.delete(row)
  },

  similar: ({ sql }, { id, name, restricted_to_domain }) => sql.similarOrganisations(id, name, domainsOf(restricted_to_domain) ?? []),
  uuid: async ({ ports }) => ({ uuid: ports.random.uuid() }),
  uuids: async ({ read }) =>
    (await read.organisation.findMany({ where: { local: true }, select: { uuid: true }, orderBy: { id: 'asc' } })).map(({ uuid }) => uuid),
})
