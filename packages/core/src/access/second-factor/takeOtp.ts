import { type FailureKind, fail } from '@reeve/contract/inputs/failure'
import type { WriteContext } from '../../context.ts'
import { type SigningIn, wrongOtp } from '../sign-in/signIn.ts'
import { takenBy } from './oneTimePasswords.ts'

/**
 * Uses a code up. The row is read anew and written against its version: of any number of tries with one code at once a single one
 * gets through, and the others find it spent (security 2).
 */
export const takeOtp = async ({ read, write, ports, actor }: WriteContext, user: SigningIn, text: string, kind: FailureKind) => {
  const row = await read.user.findUniqueOrThrow({ where: { id: user.id } })
  const taken = takenBy(ports, row, text, ports.now())
  if (!taken)
    return fail(kind, 'This code is not the right one, or it was used before. Take the next one.', {
      fields: { otp: ['This code is not the right one, or it was used before.'] },
      notes: [wrongOtp(user, actor.from)],
    })
  return write.user.edit(row, taken)
}
