import type { In } from '@reeve/contract/kernel/operation'
import type { users } from '@reeve/contract/people/users'
import type { Prisma } from '../../../generated/client.ts'
import { makeKey } from '../../access/keys/keys.ts'
import { closedBecause } from '../../access/sign-in/external.ts'
import type { WriteContext } from '../../context.ts'
import { assignableRole, refuseTakenEmail, suitableOrg } from './accounts.ts'

type Wanted = Partial<Omit<In<typeof users.add>, 'password' | 'notify'>> & { email: string }
type Place = { org_id: number; role_id: number }

/** The row of a new user, once it is known that he may be; `hashed` is his password, if he has one. */
export const rowOfNew = (
  { actor, settings, ports }: WriteContext,
  { nids_sid, autoalert, ...input }: Wanted,
  place: Place,
  hashed: string | undefined,
): Prisma.UserUncheckedCreateInput => {
  const now = ports.now()
  return {
    ...input,
    ...place,
    // Who comes in by a proxy alone has no password to change (people-data 1.7).
    ...(closedBecause(settings) !== undefined && { change_pw: false }),
    password: hashed ?? '',
    nids_sid: nids_sid ?? ports.random.int(1_000_000, 9_999_999),
    autoalert: autoalert ?? settings['MISP.default_publish_alert'],
    invited_by: actor.id,
    date_created: now,
    last_pw_change: now,
  }
}

/** Adds a user with a first auth key, under the rules of whoever adds; `hashed` is his password, if he has one. */
export const addUser = async (ctx: WriteContext, wanted: Wanted, hashed: string | undefined) => {
  const { org_id = ctx.actor.org_id, email } = wanted
  await suitableOrg(ctx, org_id, email)
  const { id: role_id } = await assignableRole(ctx, wanted.role_id, org_id)
  await refuseTakenEmail(ctx.read, email)
  const { id } = await ctx.write.user.add(rowOfNew(ctx, wanted, { org_id, role_id }, hashed))
  const { authkey_raw } = await makeKey(ctx, { user_id: id, comment: '', classic: true })
  return { id, authkey_raw }
}
