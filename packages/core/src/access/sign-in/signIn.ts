import { type FailureNote, fail } from '@reeve/contract/inputs/failure'
import type { From } from '@reeve/contract/kernel/may'
import type { Prisma } from '../../../generated/client.ts'
import type { ReadContext } from '../../context.ts'
import { type Person, profileOf, SYSTEM } from '../../kernel/log/log.ts'
import { mayAuthenticate } from '../actors/mayAuthenticate.ts'
import { isExternal } from './external.ts'

const include = { org: true, role: true } as const
export type SigningIn = Prisma.UserGetPayload<{ include: typeof include }>

/** A hash of nothing: an unknown e-mail costs the same time as a wrong password. */
const nobody = '$argon2id$v=19$m=19456,t=2,p=1$cmVldmVyZWV2ZXJlZXZl$Zm9yIG5vYm9keSBhdCBhbGwsIG5ldmVyIG1hdGNoZXM'
export const personOf = ({ id, email, org_id, org }: SigningIn): Person => ({ id, email, org_id, org: org.name })

/** A code that was none, or was used before (operations 5.7). */
export const wrongOtp = (user: SigningIn, from: From, kind: 'OTP' | 'email OTP' = 'OTP'): FailureNote & { by: Person } => ({
  action: 'login_fail',
  model: 'User',
  model_id: user.id,
  title: `User (${user.id}): ${user.email} wrong ${kind} token`,
  change: profileOf(from),
  by: personOf(user),
})

/** What the log keeps of a failed sign-in: never the password (operations 5.7). */
export const failedSignIn = (email: string, user: SigningIn | null, from: From, blocked: boolean): FailureNote & { by: Person } => ({
  action: 'login_fail',
  model: 'User',
  model_id: user?.id ?? 0,
  title: `Failed login attempt using username ${email} from IP: ${from.ip ?? 'unknown'}.${blocked ? ' Blocked against bruteforcing.' : ''}`,
  change: profileOf(from, blocked ? { details: 'Too many failed sign-ins.' } : {}),
  by: user ? personOf(user) : SYSTEM,
})

/** The user, if the password is his and he may come in; all else is the same failure, after the same time. */
export const checkPassword = async ({ read, ports, settings }: ReadContext, email: string, password: string) => {
  const user = await read.user.findUnique({ where: { email }, include })
  const own = user !== null && !isExternal(user, settings)
  const right = await ports.hash.verify(user?.password || nobody, password)
  return { user, passed: own && user.password !== '' && right && password !== '' && !mayAuthenticate(user, ports.now()) }
}

export const refuse = (note: FailureNote): never => fail('unauthenticated', 'Invalid username or password, try again', { notes: [note] })
