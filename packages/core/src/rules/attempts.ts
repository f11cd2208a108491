import { type FailureNote, fail } from '@reeve/contract/failure'
import type { ReadCtx } from '../implement.ts'
import { canonical, networkOf } from '../limit.ts'
import { failedSignIn, type SigningIn, wrongOtp } from './signIn.ts'
import { takenBy } from './totp.ts'

const tooMany = (left: number, note: FailureNote) =>
  fail('busy', `You have reached the maximum number of login attempts. Please wait ${left} seconds and try again.`, {
    notes: [note],
    data: { wait: left },
  })

/**
 * Counts an attempt before the password is looked at, so that a crowd of attempts at once cannot pass the limit (people-data 1.3).
 * Answers how to forget them all, once one was right.
 */
export const admitPassword = async ({ limits, settings, actor, read }: ReadCtx, email: string) => {
  const of = `${networkOf(actor.from.ip)} ${canonical(email)}`
  const { count, left } = await limits.count('login', of, settings['SecureAuth.expire'])
  if (count <= settings['SecureAuth.amount']) return () => limits.forget('login', of)
  const user = await read.user.findUnique({ where: { email }, include: { org: true, role: true } })
  return tooMany(left, failedSignIn(email, user, actor.from, true))
}

/**
 * The same for codes, whatever network they come from: six digits are soon guessed by many. A right one forgets the wrong ones; whether it
 * is spent is decided where it is used up.
 */
export const admitOtp = async ({ limits, settings, actor, ports }: ReadCtx, user: SigningIn, otp: string) => {
  const of = String(user.id)
  const { count, left } = await limits.count('otp', of, settings['SecureAuth.expire'])
  if (count > settings['SecureAuth.amount']) tooMany(left, wrongOtp(user, actor.from))
  if (takenBy(ports, user, otp, ports.now())) await limits.forget('otp', of)
}
