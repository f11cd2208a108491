import type { sessionOperations } from '@reeve/contract/access/session'
import { fail, invalid } from '@reeve/contract/inputs/failure'
import { notTwice } from '@reeve/contract/people/userInputs'
import { z } from 'zod'
import type { WriteContext } from '../../context.ts'
import { canonical, networkOf } from '../../database/limit.ts'
import { baseOf } from '../../kernel/baseUrl.ts'
import { SYSTEM } from '../../kernel/log/log.ts'
import { wantMail } from '../../mail/compose/mayMail.ts'
import { signatureOf } from '../../mail/compose/userTexts.ts'
import { enqueueMails } from '../../mail/send/enqueue.ts'
import { defineJob } from '../../request/defineJob.ts'
import { type Handler, prepared } from '../../request/implement.ts'
import { mayAuthenticate } from '../actors/mayAuthenticate.ts'
import { hashedPassword } from '../passwords/password.ts'
import { holderOf, ticketOf } from './tickets.ts'

const [seconds, most] = [600, 5]

type Asker = { id: number; email: string; password: string }
const linkMail = (ctx: WriteContext, user: Asker, ticket: string) => {
  const base = baseOf(ctx)
  const asked = `somebody, hopefully you, asked for a new password for ${user.email} at ${base}.`
  const sign = signatureOf(ctx.settings)
  return {
    to: { user_id: user.id },
    kind: 'forgotten',
    subject: 'MISP password reset',
    text: `Dear colleague,\n\n${asked}\n\nThis link lets you choose one. It works once, and for ten minutes:\n${base}/users/password_reset/${ticket}\n\nIf it was not you, leave it alone: nothing has changed.\n\n${sign}\n`,
    short: `Dear colleague,\n\n${asked}\n\nWithout an OpenPGP key of yours the link may not leave. Ask your administrator.\n\n${sign}\n`,
  }
}

/**
 * Mails the link, if there is such an account and it may sign in with a password. It runs in the background, so that the answer to the
 * request takes the same time for every address. `asked` names the request: however often this runs, one mail is made for it.
 */
export const mailLink = defineJob({
  name: 'password_link',
  queue: 'email',
  attempts: 3,
  as: 'system',
  payload: z.object({ email: z.string(), asked: z.string() }),
  about: () => 'A link for a forgotten password',
  run: async ({ change }, { email, asked }) => {
    await change(async (ctx) => {
      const user = await ctx.read.user.findUnique({ where: { email }, include: { role: true } })
      if (user && !user.external_auth_required && !mayAuthenticate(user, ctx.ports.now()))
        await enqueueMails(ctx, [{ ...linkMail(ctx, user, ticketOf(ctx, user, 'mailbox')), once: `password_link ${asked}` }])
    })
    return 'Job done.'
  },
})

/** Answers everybody alike; a mail goes to whoever may sign in with a password (people-data 1.4, Forgotten password). */
export const forgot: Handler<typeof sessionOperations.forgot, never> = prepared(
  async (ctx, { email }) => {
    wantMail(ctx)
    const { count, left } = await ctx.limits.count('forgot', `${networkOf(ctx.actor.from.ip)} ${canonical(email)}`, seconds)
    if (count > most) fail('busy', `Too many requests for this address. Please wait ${left} seconds.`, { data: { wait: left } })
  },
  async (ctx, { email }) => {
    await ctx.write.note({ action: 'forgot', model: 'User', model_id: 0, title: `Password reset requested for: ${email}`, by: SYSTEM })
    await ctx.enqueue(mailLink, { email, asked: ctx.ports.random.uuid() })
    return { asked: true }
  },
)

/** Looking at a link uses nothing up: programs that look into mails open it too. */
export const link: Handler<typeof sessionOperations.link, never> = async (ctx, { token }) => ({
  user_id: (await holderOf(ctx, token, 'mailbox')).id,
})

/** The link works once: its ticket knows the password it was made under, which the first use replaces (security 2). */
export const choose: Handler<typeof sessionOperations.choose, never> = prepared(
  async (ctx, { token, password, confirm_password }) => {
    if (confirm_password !== undefined && confirm_password !== password) invalid({ confirm_password: [notTwice] })
    await holderOf(ctx, token, 'mailbox')
    if (password === undefined) return invalid({ password: ['Choose a new password.'] })
    return hashedPassword(ctx, password)
  },
  async (ctx, { token }, hashed) => {
    // This very row is changed: one that was read after the proof might be another's by then.
    const user = await holderOf(ctx, token, 'mailbox')
    const data = { password: hashed, change_pw: false, last_pw_change: ctx.ports.now() }
    await ctx.write.user.edit(user, data, { action: 'password_reset', change: 'Password changed.' })
    await ctx.write.session.end({ user_id: user.id })
    return { user_id: user.id }
  },
)
