import { fail, invalid } from '@reeve/contract/inputs/failure'
import { notTwice } from '@reeve/contract/people/userInputs'
import type { users } from '@reeve/contract/people/users'
import type { Prisma } from '../../../generated/client.ts'
import { hashedPassword } from '../../access/passwords/password.ts'
import { admitPassword } from '../../access/sign-in/attempts.ts'
import { failedSignIn, type SigningIn } from '../../access/sign-in/signIn.ts'
import type { ReadContext } from '../../context.ts'
import { refuseUselessCertificate } from '../../mail/compose/certificate.ts'
import { refuseUselessKey } from '../../mail/pgp/mailKey.ts'
import { type Handler, prepared } from '../../request/implement.ts'
import { endOtherSessions, keepThisSiteAdmin, refuseTakenEmail, suitableOrg } from './accounts.ts'
import { include, userInFull } from './userInFull.ts'

const me = async ({ read, actor }: Pick<ReadContext, 'read' | 'actor'>) =>
  (await read.user.findUnique({ where: { id: actor.id }, include })) ?? fail('notFound', 'Your account no longer exists.')

/** A key that is limited to addresses or a time must not set the password that signs in from anywhere and for ever. */
const usesLimitedKey = async ({ read, actor: { from } }: ReadContext) => {
  const key = from.auth_key_id === null ? null : await read.authKey.findUnique({ where: { id: from.auth_key_id } })
  return key !== null && (key.allowed_ips.length > 0 || key.expiration !== null)
}

/**
 * Asks for the current password in a browser and of a limited key. By any other key it is checked where it is given
 * (docs/contract/people-data.md 1.4). Attempts count towards the limit of failed sign-ins, and failures are logged as such.
 */
const confirmSelf = async (ctx: ReadContext, row: SigningIn, current: string | undefined) => {
  const asked = ctx.actor.from.way === 'session' && ctx.settings['Security.require_password_confirmation']
  if (current === undefined && !asked && !(await usesLimitedKey(ctx))) return
  if (current === undefined) return invalid({ current_password: ['Enter your current password.'] })
  const forget = await admitPassword(ctx, row.email)
  const right = row.password !== '' && (await ctx.ports.hash.verify(row.password, current))
  if (!right) invalid({ current_password: ['This is not your current password.'] }, [failedSignIn(row.email, row, ctx.actor.from, false)])
  await forget()
}

/** What users may change of themselves. A new e-mail address or password needs the current password in a browser; a new password ends other sessions. */
export const editMe: Handler<typeof users.editMe, never> = prepared(
  async (ctx, { password, email, gpgkey, certif_public, current_password }) => {
    const row = await me(ctx)
    refuseUselessCertificate({ certificate: certif_public, stored: row.certif_public }, ctx.ports.now())
    await refuseUselessKey(ctx, { key: gpgkey, stored: row.gpgkey })
    if (password !== undefined || (email !== undefined && email !== row.email)) await confirmSelf(ctx, row, current_password)
    return hashedPassword(ctx, password)
  },
  async (ctx, { password: _, current_password: __, ...input }, hashed) => {
    const row = await me(ctx)
    if (input.email !== undefined && input.email !== row.email) await suitableOrg(ctx, row.org_id, input.email)
    await refuseTakenEmail(ctx.read, input.email, row.id)
    if (input.disabled) await keepThisSiteAdmin(ctx, row)
    await ctx.write.user.edit(row, { ...input, ...(hashed && { password: hashed, last_pw_change: ctx.ports.now(), change_pw: false }) })
    if (hashed) await endOtherSessions(ctx, row.id)
    return userInFull(ctx.read, row.id)
  },
)

/** A new password of one's own: not the old one, within the policy; other sessions end (people-data 1.4). */
export const changePassword: Handler<typeof users.changePassword, never> = prepared(
  async (ctx, { password, confirm_password, current_password }) => {
    const row = await me(ctx)
    if (confirm_password !== undefined && confirm_password !== password) invalid({ confirm_password: [notTwice] })
    await confirmSelf(ctx, row, current_password)
    if (row.password !== '' && (await ctx.ports.hash.verify(row.password, password)))
      invalid({ password: ['Submitted new password cannot be the same as the current one'] })
    return hashedPassword(ctx, password)
  },
  async (ctx, _, hashed) => {
    const row = await me(ctx)
    const data: Prisma.UserUncheckedUpdateInput = { password: hashed, change_pw: false, last_pw_change: ctx.ports.now() }
    await ctx.write.user.edit(row, data, { action: 'change_pw', change: 'Password changed.' })
    await endOtherSessions(ctx, row.id)
    return { id: row.id }
  },
)
