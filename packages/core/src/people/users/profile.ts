import { fail, invalid } from '@reeve/contract/inputs/failure'
import { notTwice } from '@reeve/contract/people/userInputs'
import type { users } from '@reeve/contract/people/users'
import type { Prisma } from '../../../generated/client.ts'
import { hashedPassword } from '../../access/passwords/password.ts'
import type { ReadContext } from '../../context.ts'
import { refuseUselessKey } from '../../mail/pgp/mailKey.ts'
import { type Handler, prepared } from '../../request/implement.ts'
import { keepASiteAdmin, refuseTakenEmail, suitableOrg } from './accounts.ts'
import { include, userInFull } from './userInFull.ts'

const me = async ({ read, actor }: Pick<ReadContext, 'read' | 'actor'>) =>
  (await read.user.findUnique({ where: { id: actor.id }, include })) ?? fail('notFound', 'Your account no longer exists.')

/** In a browser the present password is asked for; by key it is checked where it is given (people-data 1.4). */
const confirmSelf = async (ctx: ReadContext, stored: string, current: string | undefined) => {
  const asked = ctx.actor.from.way === 'session' && ctx.settings['Security.require_password_confirmation']
  if (current === undefined && !asked) return
  const right = stored !== '' && (await ctx.ports.hash.verify(stored, current ?? ''))
  if (!right) invalid({ current_password: ['This is not your current password.'] })
}

/** What people may change of themselves; a new e-mail or password needs the present password in a browser. */
export const editMe: Handler<typeof users.editMe, never> = prepared(
  async (ctx, { password, email, gpgkey, current_password }) => {
    const row = await me(ctx)
    await refuseUselessKey(ctx, { key: gpgkey, stored: row.gpgkey })
    if (password !== undefined || (email !== undefined && email !== row.email)) await confirmSelf(ctx, row.password, current_password)
    return hashedPassword(ctx, password)
  },
  async (ctx, { password: _, current_password: __, ...input }, hashed) => {
    const row = await me(ctx)
    if (input.email !== undefined && input.email !== row.email) await suitableOrg(ctx, row.org_id, input.email)
    await refuseTakenEmail(ctx.read, input.email, row.id)
    if (input.disabled) await keepASiteAdmin(ctx.read, row)
    await ctx.write.user.edit(row, { ...input, ...(hashed && { password: hashed, last_pw_change: ctx.ports.now(), change_pw: false }) })
    return userInFull(ctx.read, row.id)
  },
)

/** A new password of one's own: not the old one, within the policy; other sessions end (people-data 1.4). */
export const changePassword: Handler<typeof users.changePassword, never> = prepared(
  async (ctx, { password, confirm_password, current_password }) => {
    const row = await me(ctx)
    if (confirm_password !== undefined && confirm_password !== password) invalid({ confirm_password: [notTwice] })
    await confirmSelf(ctx, row.password, current_password)
    if (row.password !== '' && (await ctx.ports.hash.verify(row.password, password)))
      invalid({ password: ['Submitted new password cannot be the same as the current one'] })
    return hashedPassword(ctx, password)
  },
  async (ctx, _, hashed) => {
    const row = await me(ctx)
    const data: Prisma.UserUncheckedUpdateInput = { password: hashed, change_pw: false, last_pw_change: ctx.ports.now() }
    await ctx.write.user.edit(row, data, { action: 'change_pw', change: 'Password changed.' })
    await ctx.write.session.end({ user_id: row.id, ...(ctx.actor.from.session_id && { id: { not: ctx.actor.from.session_id } }) })
    return { id: row.id }
  },
)
