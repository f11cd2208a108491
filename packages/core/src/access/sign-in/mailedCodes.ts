import { fail } from '@reeve/contract/inputs/failure'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { ReadContext, WriteContext } from '../../context.ts'
import { canonical } from '../../database/limit.ts'
import { baseOf } from '../../kernel/baseUrl.ts'
import { obstacleFor } from '../../mail/compose/mayMail.ts'
import { instanceObstacle } from '../../mail/compose/obstacles.ts'
import { subjectOfCode, textOfCode } from '../../mail/compose/userTexts.ts'
import { enqueueMail } from '../../mail/send/enqueue.ts'
import { type SigningIn, wrongOtp } from './signIn.ts'
import { ticketOf } from './tickets.ts'

/** Mails one user may be sent within so many seconds: whoever knows a password must not fill a mailbox. */
const [most, seconds] = [5, 900]
/** A mailed code is sent in clear text when the PGP key cannot be used, so that the user is not locked out (operations 12 row 23). */
const wishes = { evenInClear: true, noClear: false }
/** Whose code is meant: the ticket of that browser says which. */
export type Challenge = { id: string; user: SigningIn }

const excepted = (settings: SettingValues) => settings['Security.email_otp_exceptions'].split(',').map(canonical)

/** What is asked for after the password: a code of the user's own device, one that is mailed, or nothing (people-data 1.3). */
export const secondStepOf = ({ totp, email }: Pick<SigningIn, 'totp' | 'email'>, settings: SettingValues): 'otp' | 'email_otp' | null => {
  if (totp !== null && !settings['Security.otp_disabled']) return 'otp'
  return settings['Security.email_otp_enabled'] && !excepted(settings).includes(canonical(email)) ? 'email_otp' : null
}

const wayOut = 'Whoever runs this server can turn these codes off: ./reeve setting set Security.email_otp_enabled false'

/** Says why where no code would arrive, instead of asking for one; else counts it. */
export const admitMailedCode = async (ctx: ReadContext, user: SigningIn) => {
  const { settings, ports, limits, actor } = ctx
  const obstacle = instanceObstacle(ctx) ?? (await obstacleFor(user, wishes, settings, ports.now()))
  if (obstacle) {
    const help = user.role.perm_site_admin ? wayOut : 'Ask your administrator.'
    const note = wrongOtp(user, actor.from, 'email OTP')
    fail('conflict', `Signing in needs a code that is sent to you by mail, and none can be sent. ${obstacle} ${help}`, {
      notes: [{ ...note, title: `User (${user.id}): ${user.email} could not be mailed an OTP token`, change: obstacle }],
    })
  }
  const { count, left } = await limits.count('email_otp', String(user.id), seconds)
  if (count > most) fail('busy', `Too many codes were sent to you. Please wait ${left} seconds and try again.`, { data: { wait: left } })
}

/** What is kept of a code. */
export const hashOfCode = ({ ports }: { ports: Pick<WriteContext['ports'], 'seal'> }, id: string, text: string) =>
  ports.seal.derive(`mailed code ${id} ${text.replaceAll(/\s/g, '')}`, 32).toString('hex')

/** Mails a code and remembers its hash; a second one takes the place of the first. Answers the ticket that goes with it. */
export const mailCode = async (ctx: WriteContext, user: SigningIn, id = ctx.ports.random.uuid()) => {
  const { settings, ports, actor } = ctx
  const otp = ports.random.text(settings['Security.email_otp_length'], '0123456789')
  const validity = settings['Security.email_otp_validity']
  const mail = await enqueueMail(ctx, {
    to: { user_id: user.id },
    kind: 'sign_in_code',
    subject: subjectOfCode(settings),
    text: textOfCode({ username: user.email, base: baseOf(ctx), settings, otp, validity, ip: actor.from.ip ?? 'an unknown address' }),
    evenInClear: true,
    uncapped: true,
  })
  const expires = new Date(ports.now().getTime() + validity * 60_000)
  await ctx.write.mailedCode.set({ id, user_id: user.id, hash: hashOfCode(ctx, id, otp), expires, mail_id: mail.id })
  return ticketOf(ctx, user, 'mailedCode', id)
}

const living = (ctx: ReadContext | WriteContext, { id, user }: Challenge, text: string) => ({
  id,
  user_id: user.id,
  hash: hashOfCode(ctx, id, text),
  expires: { gt: ctx.ports.now() },
})

/** Whether it is the right one; whether it is still there is decided where it is used up. */
export const isMailedCode = async (ctx: ReadContext, challenge: Challenge, text: string) =>
  (await ctx.read.mailedCode.count({ where: living(ctx, challenge, text) })) > 0

const notRight = 'This code is not the right one, was used before, or is too old.'
/** Uses a code up: its row is deleted, which of any number of tries at once a single one does (security 2). */
export const takeMailedCode = async (ctx: WriteContext, challenge: Challenge, text: string) => {
  const taken = await ctx.write.mailedCode.take(living(ctx, challenge, text))
  if (!taken)
    fail('unauthenticated', notRight, {
      fields: { otp: [notRight] },
      notes: [wrongOtp(challenge.user, ctx.actor.from, 'email OTP')],
    })
}

/** Whether the mail with the last code has left this instance. */
export const hasLeft = async ({ read }: ReadContext, { id }: Challenge) => {
  const code = await read.mailedCode.findUnique({ where: { id } })
  const mail = code && (await read.mail.findUnique({ where: { id: code.mail_id }, select: { status: true } }))
  return mail?.status === 'accepted'
}
