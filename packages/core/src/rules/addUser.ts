import type { In } from '@reeve/contract/operation'
import type { users } from '@reeve/contract/resources/users'
import type { WriteCtx } from '../implement.ts'
import { assignableRole, refuseTakenEmail, suitableOrg } from './accounts.ts'
import { closedBecause } from './external.ts'
import { makeKey } from './keys.ts'

type Wanted = Partial<Omit<In<typeof users.add>, 'password' | 'notify'>> & { email: string }

/** Adds a user with a first auth key, under the rules of whoever adds; `hashed` is his password, if he has one. */
export const addUser = async (ctx: WriteCtx, wanted: Wanted, hashed: string | undefined) => {
  const { role_id, org_id = ctx.actor.org_id, nids_sid, autoalert, ...input } = wanted
  await suitableOrg(ctx, org_id, input.email)
  const role = await assignableRole(ctx, role_id, org_id)
  await refuseTakenEmail(ctx.read, input.email)
  const now = ctx.ports.now()
  const { id } = await ctx.write.user.add({
    ...input,
    // Who comes in by a proxy alone has no password to change (people-data 1.7).
    ...(closedBecause(ctx.settings) !== undefined && { change_pw: false }),
    org_id,
    role_id: role.id,
    password: hashed ?? '',
    nids_sid: nids_sid ?? ctx.ports.random.int(1_000_000, 9_999_999),
    autoalert: autoalert ?? ctx.settings['MISP.default_publish_alert'],
    invited_by: ctx.actor.id,
    date_created: now,
    last_pw_change: now,
  })
  const { authkey_raw } = await makeKey(ctx, { user_id: id, comment: '' })
  return { id, authkey_raw }
}
