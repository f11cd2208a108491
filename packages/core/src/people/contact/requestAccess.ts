import { fail } from '@reeve/contract/inputs/failure'
import type { userMail } from '@reeve/contract/people/userMail'
import type { ReadContext } from '../../context.ts'
import { baseOf } from '../../kernel/baseUrl.ts'
import { wantReachable } from '../../mail/compose/mayMail.ts'
import { enqueueMail } from '../../mail/send/enqueue.ts'
import { type Handler, prepared } from '../../request/implement.ts'

/** One user may ask this often within a day. */
const [most, seconds] = [3, 86_400]

/** The admin who answers for a user: the first org admin of the organisation, else the first site admin (docs/contract/people-data.md 2.2). */
const adminFor = async ({ read, actor, ports }: ReadContext) => {
  const active = { disabled: false, OR: [{ expiration: null }, { expiration: { gt: ports.now() } }] }
  const orgAdmin = { ...active, org_id: actor.org_id, role: { perm_admin: true, perm_site_admin: false } }
  return (
    (await read.user.findFirst({ where: orgAdmin, orderBy: { id: 'asc' } })) ??
    (await read.user.findFirst({ where: { ...active, role: { perm_site_admin: true } }, orderBy: { id: 'asc' } })) ??
    fail('conflict', 'There is no admin who could be asked.')
  )
}

/** Asks the responsible admin by mail for a role that may use auth keys. */
export const requestAccess: Handler<typeof userMail.requestAccess, never> = prepared(
  async (ctx, _: object) => {
    const admin = await adminFor(ctx)
    await wantReachable(ctx, admin, false)
    const { count, left } = await ctx.limits.count('request_api', String(ctx.actor.id), seconds)
    if (count > most) fail('busy', `You have asked ${most} times today. Please wait ${left} seconds.`, { data: { wait: left } })
    return admin.id
  },
  async (ctx, _: object, user_id) => {
    const { email, id, org } = ctx.actor
    const link = `${baseOf(ctx)}/admin/users/edit/${id}`
    const text = `Dear colleague,\n\nthe user ${email} of ${org} asks for API access.\n\nTo grant it, assign a role with the permission perm_auth:\n${link}\n`
    const subject = `Request for API access: ${email}`
    const sent = await enqueueMail(ctx, { to: { user_id }, kind: 'message', subject, text, replyTo: email })
    return { mail_id: sent.id, status: sent.status, reason: sent.reason }
  },
)
