import { type FailureNote, fail } from '@reeve/contract/inputs/failure'
import type { ReadContext } from '../../context.ts'
import { canonical, networkOf } from '../../database/limit.ts'
import { takenBy } from '../second-factor/oneTimePasswords.ts'
import { type Challenge, isMailedCode } from './mailedCodes.ts'
import { failedSignIn, type SigningIn, wrongOtp } from './signIn.ts'

const tooMany = (left: number, note: FailureNote) =>
  fail('busy', `You have reached the maximum number of login attempts. Please wait ${left} seconds and try again.`, {
    notes: [note],
    data: { wait: left },
  })

/** So many times the limit of one account holds for all accounts together that are tried from one network. */
const accounts = 10

/**
 * Counts an attempt before the password is looked at, so that a crowd of attempts at once cannot pass the limit (people-data 1.3): for
 * the account within the network, and for the network whatever the account. Answers how to forget the attempts on the account once
 * one was right, which does not count for the network either.
 */
export const admitPassword = async ({ limits, settings, actor, read }: ReadContext, email: string) => {
  const network = networkOf(actor.from.ip)
  const of = [network, canonical(email)] as const
  const { 'SecureAuth.expire': seconds, 'SecureAuth.amount': most } = settings
  const [one, all] = await Promise.all([limits.count('login', of, seconds), limits.count('network', network, seconds)])
  if (one.count <= most && all.count <= most * accounts)
    return async () => void (await Promise.all([limits.forget('login', of), limits.discount('network', network)]))
  const left = one.count > most ? one.left : all.left
  const user = await read.user.findUnique({ where: { email }, include: { org: true, role: true } })
  return tooMany(left, failedSignIn(email, user, actor.from, true))
}

/**
 * The same for codes, whatever network they come from: six digits are soon guessed by many. A right one forgets the wrong ones; whether it
 * is spent is decided where it is used up.
 */
const admitCode = async (
  { limits, settings }: ReadContext,
  { id }: SigningIn,
  { isRight, note }: { isRight: () => Promise<boolean>; note: FailureNote },
) => {
  const { count, left } = await limits.count('otp', String(id), settings['SecureAuth.expire'])
  if (count > settings['SecureAuth.amount']) tooMany(left, note)
  if (await isRight()) await limits.forget('otp', String(id))
}
/** A code of the user's own device. */
export const admitOtp = (ctx: ReadContext, user: SigningIn, otp: string) =>
  admitCode(ctx, user, {
    isRight: async () => takenBy(ctx.ports, user, otp, ctx.ports.now()) !== undefined,
    note: wrongOtp(user, ctx.actor.from),
  })
/** A code that was mailed. */
export const admitMailed = (ctx: ReadContext, challenge: Challenge, otp: string) =>
  admitCode(ctx, challenge.user, {
    isRight: () => isMailedCode(ctx, challenge, otp),
    note: wrongOtp(challenge.user, ctx.actor.from, 'email OTP'),
  })

/** Forgets the failures of an address from everywhere, and of its user with codes; without one, everybody's. Answers how many counts there were. */
export const forgetFailures = async ({ limits }: Pick<ReadContext, 'limits'>, whom?: { email: string; id: number }) => {
  if (!whom) {
    await limits.forgetAll('network')
    return (await limits.forgetAll('login')) + (await limits.forgetAll('otp'))
  }
  if (whom.id > 0) await limits.forget('otp', String(whom.id))
  return limits.forgetAll('login', canonical(whom.email))
}
