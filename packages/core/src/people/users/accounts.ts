import { fail, invalid } from '@reeve/contract/inputs/failure'
import { isSiteAdmin, mayAssign } from '@reeve/contract/kernel/may'
import type { Prisma } from '../../../generated/client.ts'
import type { WriteContext } from '../../context.ts'
import type { Read } from '../../database/db.ts'
import { domainsOf, takesAddress } from '../organisations/domains.ts'

/** Ends the sessions of a user, except the one this call is made in. */
export const endOtherSessions = ({ write, actor: { from } }: WriteContext, user_id: number) =>
  write.session.end({ user_id, ...(from.session_id !== null && { id: { not: from.session_id } }) })

type Asking = Pick<WriteContext, 'actor' | 'settings'>
type Role = Prisma.RoleModel
type Org = Prisma.OrganisationModel

/** That this actor may give a role, and that the organisation may have it (people-data 2.1, 2.5); `said`: whether one was named. */
export const wantAssignable = ({ actor, settings }: Asking, role: Role | null, org_id: number, input: boolean): Role => {
  if (!role) return invalid({ role_id: [input ? 'Invalid role' : 'Mandatory field not set.'] })
  if (!mayAssign(actor, role))
    fail('forbidden', 'You are not authorised to assign that role to a user.', {
      fields: { role_id: ['This role is not yours to give.'] },
      data: { role: role.id },
    })
  if (role.perm_site_admin && settings['Security.limit_site_admins_to_host_org'] && org_id !== settings['MISP.host_org_id'])
    invalid({ role_id: ['Only users of the host organisation may have a site admin role.'] })
  return role
}

/** The role a user shall have, if he may have it; the default one where none is named. */
export const assignableRole = async (ctx: WriteContext, role_id: number | undefined, org_id: number) => {
  const role = await ctx.read.role.findFirst({ where: role_id === undefined ? { default_role: true } : { id: role_id } })
  return wantAssignable(ctx, role, org_id, role_id !== undefined)
}

/** That an organisation exists, and takes e-mails of this domain where an org admin does the adding (people-data 2.2). */
export const wantSuitable = ({ actor }: Asking, org: Org | null, email: string): Org => {
  if (!org) return invalid({ org_id: ['Invalid organisation'] })
  const domains = domainsOf(org.restricted_to_domain) ?? []
  if (!takesAddress(domains, email) && !isSiteAdmin(actor))
    invalid({ email: [`${org.name} only takes addresses of ${domains.join(', ')}.`] })
  return org
}

/** The organisation a user shall have, if it takes him. */
export const suitableOrg = async (ctx: WriteContext, org_id: number, email: string) =>
  wantSuitable(ctx, await ctx.read.organisation.findUnique({ where: { id: org_id } }), email)

/** That no other account has an e-mail. */
export const wantFree = (isTaken: boolean) => {
  if (isTaken) invalid({ email: ['An account with this email address already exists.'] })
}

/** An e-mail that another account has; the column compares without regard to case. */
export const refuseTakenEmail = async (read: Read, email: string | undefined, own = 0) => {
  if (email === undefined) return
  wantFree((await read.user.findFirst({ where: { email, id: { not: own } }, select: { id: true } })) !== null)
}

export const lastSiteAdmin = 'This is the last site admin. Give another user a site admin role first.'
type Standing = { id: number; disabled: boolean; role: { perm_site_admin: boolean } }

/**
 * Fails where no site admin who can sign in would be left without the users of `leaving`. Requests that take site admins away wait for
 * each other, so that two of them at the same instant cannot each count on the other's user.
 */
export const keepASiteAdmin = async (
  { read, sql }: Pick<WriteContext, 'read' | 'sql'>,
  leaving: Prisma.UserWhereInput,
  message: string,
) => {
  await sql.holdSiteAdmins()
  const left = await read.user.count({ where: { disabled: false, role: { perm_site_admin: true }, NOT: leaving } })
  if (left === 0) fail('conflict', message)
}

/** The last site admin who can sign in is neither deleted, disabled nor given another role. */
export const keepThisSiteAdmin = async (ctx: Pick<WriteContext, 'read' | 'sql'>, user: Standing) => {
  if (!user.role.perm_site_admin || user.disabled) return
  await keepASiteAdmin(ctx, { id: user.id }, lastSiteAdmin)
}
