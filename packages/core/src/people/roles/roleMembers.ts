import { invalid } from '@reeve/contract/inputs/failure'
import { type Actor, isSiteAdmin, type Perm } from '@reeve/contract/kernel/may'
import type { Prisma } from '../../../generated/client.ts'
import type { WriteContext } from '../../context.ts'
import type { Read } from '../../database/db.ts'
import type { MovingColumn } from '../data/organisationColumns.ts'
import { keepASiteAdmin } from '../users/accounts.ts'

type Role = Prisma.RoleModel
const named = 500

/** The roles that have a permission and the users who have those roles; a site admin may do everything. Org admins see their own users. */
export const holdersOf = async (read: Read, actor: Actor, perm: Perm) => {
  const granting = { OR: [{ [perm]: true }, { perm_site_admin: true }] }
  const mine = isSiteAdmin(actor) ? {} : { org_id: actor.org_id }
  const where = { AND: [{ role: granting }, mine] }
  const [roles, users, total] = await Promise.all([
    read.role.findMany({
      where: granting,
      select: { id: true, name: true, _count: { select: { users: { where: mine } } } },
      orderBy: { id: 'asc' },
    }),
    read.user.findMany({ where, include: { org: true, role: true }, orderBy: [{ role_id: 'asc' }, { email: 'asc' }], take: named }),
    read.user.count({ where }),
  ])
  return {
    roles: roles.map(({ id, name, _count }) => ({ id, name, users: _count.users })),
    users: users.map(({ id, email, org, role, role_id, disabled }) => ({ id, email, org: org.name, role_id, role: role.name, disabled })),
    total,
  }
}

const membership: MovingColumn = {
  table: 'users',
  column: 'role_id',
  called: 'User.role_id',
  move: async ({ user }, role_id, to) => {
    const data = { role_id: to, version: { increment: 1 } }
    const moved = await user.updateManyAndReturn({ where: { role_id }, data, select: { id: true, email: true } })
    return moved.map(({ id, email }) => ({ id, title: `User (${id}): ${email}` }))
  },
}

/** Fails where only users of this role could administer the instance. */
export const keepOtherSiteAdmins = (ctx: WriteContext, role_id: number) =>
  keepASiteAdmin(ctx, { role_id }, 'Nobody would be left to administer this instance: the last site admins have this role.')

/** Everybody who has one role gets another, each with a row in the log; answers how many. Somebody stays to administer the instance. */
export const moveMembers = async (ctx: WriteContext, from: Role, to: number) => {
  const { read, write, settings } = ctx
  if (to === from.id) invalid({ to: ['Choose another role.'] })
  const target = (await read.role.findUnique({ where: { id: to } })) ?? invalid({ to: ['Invalid role'] })
  const host = settings['MISP.host_org_id']
  if (target.perm_site_admin && settings['Security.limit_site_admins_to_host_org']) {
    const outside = await read.user.count({ where: { role_id: from.id, org_id: { not: host } } })
    if (outside > 0) invalid({ to: ['Only users of the host organisation may have a site admin role.'] })
  }
  if (from.perm_site_admin && !target.perm_site_admin) await keepOtherSiteAdmins(ctx, from.id)
  return (await write.references.move(membership, from.id, to)).length
}
