import { invalid } from '@reeve/contract/failure'
import { perms } from '@reeve/contract/may'
import { sessionOperations } from '@reeve/contract/resources/session'
import { publicOf } from '@reeve/contract/settings'
import { implement, noRows, prepared } from '../implement.ts'
import { admitOtp, admitPassword } from '../rules/attempts.ts'
import { openSession } from '../rules/openSession.ts'
import { checkPassword, failedSignIn, refuse } from '../rules/signIn.ts'
import { takeOtp } from '../rules/takeOtp.ts'
import { holderOf, ticketOf } from '../rules/tickets.ts'

export const sessionImplementation = implement(sessionOperations, noRows, {
  me: async ({ actor, settings, read }) => ({
    ...actor,
    perms: perms.filter((perm) => actor.perms.has(perm)),
    read_only: actor.readOnly,
    change_pw: actor.duty === 'password',
    totp_is_set: (await read.user.count({ where: { id: actor.id, totp: { not: null } } })) > 0,
    settings: publicOf(settings),
  }),

  add: prepared(
    async (ctx, said) => {
      const email = said.email.trim()
      const forget = await admitPassword(ctx, email)
      const { user, passed } = await checkPassword(ctx, email, said.password)
      if (!user || !passed) return refuse(failedSignIn(email, user, ctx.actor.from, false))
      await forget()
      return user
    },
    async (ctx, _, user) => {
      if (user.totp === null || ctx.settings['Security.otp_disabled']) return openSession(ctx, user.id)
      return { user_id: user.id, token: null, ticket: ticketOf(ctx, user) }
    },
  ),

  confirm: prepared(
    async (ctx, { ticket }) => {
      const user = await holderOf(ctx, ticket)
      await admitOtp(ctx, user)
      return user
    },
    async (ctx, { otp }, user) => {
      await takeOtp(ctx, user, otp, 'unauthenticated')
      return openSession(ctx, user.id)
    },
  ),

  prove: prepared(
    async (ctx, { password, otp }) => {
      const user = await ctx.read.user.findUniqueOrThrow({ where: { id: ctx.actor.id }, include: { org: true, role: true } })
      if (password === undefined && otp === undefined) invalid({ password: ['Give your password or a one-time password.'] })
      if (otp !== undefined) {
        await admitOtp(ctx, user)
        return user
      }
      const forget = await admitPassword(ctx, user.email)
      const { passed } = await checkPassword(ctx, user.email, password ?? '')
      if (!passed) invalid({ password: ['This is not your password.'] }, [failedSignIn(user.email, user, ctx.actor.from, false)])
      await forget()
      return user
    },
    async (ctx, { otp }, user) => {
      if (otp !== undefined) await takeOtp(ctx, user, otp, 'invalid')
      const proven = ctx.ports.now()
      if (ctx.actor.from.session_id) await ctx.write.session.prove(ctx.actor.from.session_id, proven)
      return { proven }
    },
  ),

  end: async ({ write, actor }) => {
    const { session_id } = actor.from
    if (!session_id) return { ended: false }
    await write.note({ action: 'logout', model: 'User', model_id: actor.id, title: `User (${actor.id}): ${actor.email}` })
    return { ended: (await write.session.end({ id: session_id })) > 0 }
  },
})
