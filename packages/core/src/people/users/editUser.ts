import type { In } from '@reeve/contract/kernel/operation'
import type { users } from '@reeve/contract/people/users'
import type { WriteContext } from '../../context.ts'
import { assignableRole, endOtherSessions, keepThisSiteAdmin, refuseTakenEmail, suitableOrg } from './accounts.ts'
import type { UserRow } from './userInFull.ts'

type Wanted = Omit<In<typeof users.edit>, 'id' | 'version' | 'password'>

/** What depends on who the user will be: organisation, role, and that a site admin is left. */
const check = async (ctx: WriteContext, row: UserRow, { org_id = row.org_id, role_id, email, disabled }: Wanted) => {
  const moves = org_id !== row.org_id
  await refuseTakenEmail(ctx.read, email, row.id)
  if (moves || (email !== undefined && email !== row.email)) await suitableOrg(ctx, org_id, email ?? row.email)
  const role = role_id !== undefined && (role_id !== row.role_id || moves) ? await assignableRole(ctx, role_id, org_id) : row.role
  if (disabled || !role.perm_site_admin) await keepThisSiteAdmin(ctx, row)
}

/** An edit by an admin; whoever calls has made sure that he may touch the user. */
export const editUser = async (ctx: WriteContext, row: UserRow, input: Wanted, hashed?: string) => {
  await check(ctx, row, input)
  await ctx.write.user.edit(row, { ...input, ...(hashed && { password: hashed, last_pw_change: ctx.ports.now() }) })
  // A session that was opened with the old password, or before the account was disabled, ends.
  if (hashed || input.disabled) await endOtherSessions(ctx, row.id)
}
