import { sessionOperations } from '@reeve/contract/access/session'
import { fail, invalid } from '@reeve/contract/inputs/failure'
import { perms } from '@reeve/contract/kernel/may'
import { publicOf } from '@reeve/contract/settings/settings'
import { implement, noRows, prepared } from '../../request/implement.ts'
import { takeOtp } from '../second-factor/takeOtp.ts'
import { admitMailed, admitOtp, admitPassword } from '../sign-in/attempts.ts'
import { closedBecause, isExternal } from '../sign-in/external.ts'
import { choose, forgot, link } from '../sign-in/forgotten.ts'
import { admitMailedCode, hasLeft, mailCode, secondStepOf, takeMailedCode } from '../sign-in/mailedCodes.ts'
import { checkPassword, failedSignIn, refuse } from '../sign-in/signIn.ts'
import { noveltyOf } from '../sign-in/signInHistory.ts'
import { challengeOf, holderOf, ticketOf } from '../sign-in/tickets.ts'
import { isShown, termsOf } from '../terms/termsDocument.ts'
import { openSession } from './openSession.ts'

export const sessionImplementation = implement(sessionOperations, noRows, {
  me: async ({ actor, settings, read }) => {
    const user = await read.user.findUnique({ where: { id: actor.id }, select: { totp: true, external_auth_required: true } })
    return {
      ...actor,
      perms: perms.filter((perm) => actor.perms.has(perm)),
      read_only: actor.readOnly,
      required_action: actor.requiredAction,
      change_pw: actor.requiredAction === 'password',
      totp_is_set: Boolean(user?.totp),
      external: isExternal({ ...user }, settings),
      settings: publicOf(settings),
    }
  },

  add: prepared(
    async (ctx, input) => {
      const closed = closedBecause(ctx.settings)
      if (closed !== undefined) fail('forbidden', closed)
      const email = input.email.trim()
      const forget = await admitPassword(ctx, email)
      const { user, passed } = await checkPassword(ctx, email, input.password)
      if (!user || !passed) return refuse(failedSignIn(email, user, ctx.actor.from, false))
      await forget()
      const step = secondStepOf(user, ctx.settings)
      if (step === 'email_otp') await admitMailedCode(ctx, user)
      return { user, step, novelty: step === null ? await noveltyOf(ctx, user.id) : undefined }
    },
    async (ctx, _, { user, step, novelty }) => {
      if (step === null) return openSession(ctx, user.id, novelty)
      const ticket = step === 'otp' ? ticketOf(ctx, user) : await mailCode(ctx, user)
      return { user_id: user.id, token: null, ticket, step, homepage: null }
    },
  ),

  forgot,
  link,
  choose,

  open: prepared(
    (ctx, _: object) => noveltyOf(ctx, ctx.actor.id),
    async (ctx, _: object, novelty) => openSession(ctx, ctx.actor.id, novelty),
  ),

  confirm: prepared(
    async (ctx, { ticket, otp }) => {
      const user = await holderOf(ctx, ticket)
      await admitOtp(ctx, user, otp)
      return { user, novelty: await noveltyOf(ctx, user.id) }
    },
    async (ctx, { otp }, { user, novelty }) => {
      await takeOtp(ctx, user, otp, 'unauthenticated')
      return openSession(ctx, user.id, novelty)
    },
  ),

  confirmMailed: prepared(
    async (ctx, { ticket, otp }) => {
      const challenge = await challengeOf(ctx, ticket)
      // He has set up one-time passwords meanwhile.
      if (secondStepOf(challenge.user, ctx.settings) === 'otp') fail('unauthenticated', 'Please sign in again.')
      await admitMailed(ctx, challenge, otp)
      return { challenge, novelty: await noveltyOf(ctx, challenge.user.id) }
    },
    async (ctx, { otp }, { challenge, novelty }) => {
      await takeMailedCode(ctx, challenge, otp)
      return openSession(ctx, challenge.user.id, novelty)
    },
  ),

  mailCode: prepared(
    async (ctx, { ticket }) => {
      const challenge = await challengeOf(ctx, ticket)
      await admitMailedCode(ctx, challenge.user)
      return { ...challenge, left: await hasLeft(ctx, challenge) }
    },
    async (ctx, _, { user, id, left }) => {
      await mailCode(ctx, user, id)
      return { left }
    },
  ),

  terms: async (ctx) => {
    const { name, content } = await termsOf(ctx)
    const { termsaccepted } = await ctx.read.user.findUniqueOrThrow({ where: { id: ctx.actor.id } })
    return { name, text: isShown(ctx.settings) ? Buffer.from(content).toString('utf8') : null, accepted: termsaccepted }
  },

  acceptTerms: async ({ read, write, actor }) => {
    await write.user.edit(await read.user.findUniqueOrThrow({ where: { id: actor.id } }), { termsaccepted: true })
    return { accepted: true }
  },

  prove: prepared(
    async (ctx, { password, otp }) => {
      const user = await ctx.read.user.findUniqueOrThrow({ where: { id: ctx.actor.id }, include: { org: true, role: true } })
      if (password === undefined && otp === undefined) invalid({ password: ['Give your password or a one-time password.'] })
      if (otp !== undefined) {
        await admitOtp(ctx, user, otp)
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
