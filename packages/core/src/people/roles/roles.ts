import { fail } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import { flagsOf, Role, roles } from '@reeve/contract/people/roles'
import type { Prisma } from '../../../generated/client.ts'
import type { WriteContext } from '../../context.ts'
import type { Read } from '../../database/db.ts'
import { implement, type Rows } from '../../request/implement.ts'
import { listsOf } from '../../request/lists.ts'
import { usersOf } from '../users/findUsers.ts'
import { holdersOf, keepOtherSiteAdmins, moveMembers } from './roleMembers.ts'
import { withLevel } from './withLevel.ts'

type Row = Prisma.RoleModel
/** A count includes only users that the caller sees: others would tell the size of other organisations. */
const counting = (actor: Actor) => ({ _count: { select: { users: { where: usersOf(actor) } } } })

const rows: Rows<Row, Prisma.RoleWhereInput> = {
  scope: () => ({}),
  find: (read, where) => read.role.findFirst({ where }),
  mayChange: () => true,
}

const shown = ({ _count, ...role }: Row & { _count: { users: number } }) => ({ ...withLevel(role), user_count: _count.users })
const one = async ({ read, actor }: { read: Read; actor: Actor }, id: number) =>
  shown(await read.role.findUniqueOrThrow({ where: { id }, include: counting(actor) }))

const lists = listsOf(
  {
    rows,
    row: Role,
    table: 'roles',
    many: ({ read, actor }, window) => read.role.findMany({ ...window, include: counting(actor) }),
    count: (read, where, take) => read.role.count({ where, take }),
    show: async (_, found) => found.map(shown),
  },
  roles,
)

const leaveDefault = async ({ read, write }: WriteContext, except: number) => {
  for (const role of await read.role.findMany({ where: { default_role: true, id: { not: except } } }))
    await write.role.edit(role, { default_role: false })
}

export const rolesImplementation = implement(roles, rows, {
  ...lists,
  view: async (ctx, row) => one(ctx, row.id),

  add: async (ctx, { permission, ...input }) => {
    const { id } = await ctx.write.role.add({ ...input, ...flagsOf(permission) })
    return one(ctx, id)
  },

  edit: async (ctx, row, { id: _, version: __, permission, ...input }) => {
    if (row.perm_site_admin && input.perm_site_admin === false) await keepOtherSiteAdmins(ctx, row.id)
    await ctx.write.role.edit(row, { ...input, ...(permission !== undefined && flagsOf(permission)) })
    return one(ctx, row.id)
  },

  delete: async (ctx, row) => {
    const users = await ctx.read.user.count({ where: { role_id: row.id } })
    if (users > 0)
      fail('conflict', 'It is not possible to delete role that is assigned to users.', {
        data: { users },
        fields: { id: [`${users} ${users === 1 ? 'user has' : 'users have'} this role. Give them another one first.`] },
      })
    return ctx.write.role.delete(row)
  },

  holders: ({ read, actor }, { perm }) => holdersOf(read, actor, perm),
  moveMembers: async (ctx, row, { to, then_delete }) => {
    const moved = await moveMembers(ctx, row, to)
    if (then_delete) await ctx.write.role.delete(row)
    return { id: row.id, moved, deleted: then_delete }
  },

  setDefault: async (ctx, row) => {
    await leaveDefault(ctx, row.id)
    await ctx.write.role.edit(row, { default_role: true })
    return one(ctx, row.id)
  },
  unsetDefault: async (ctx) => {
    await leaveDefault(ctx, 0)
    return {}
  },
})
