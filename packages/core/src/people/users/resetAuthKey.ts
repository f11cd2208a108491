import { fail } from '@reeve/contract/inputs/failure'
import { mayKey } from '@reeve/contract/kernel/may'
import type { users } from '@reeve/contract/people/users'
import { boundsOf } from '../../access/keys/bounds.ts'
import { endKeys, makeKey } from '../../access/keys/keys.ts'
import type { WriteContext } from '../../context.ts'
import type { Handler } from '../../request/implement.ts'
import type { UserRow } from './userInFull.ts'

/** The key that the caller used, where the reset is of the caller's own key. */
const usedKey = async ({ read, actor }: WriteContext, row: UserRow) => {
  const used = row.id === actor.id ? actor.from.auth_key_id : null
  return used === null ? null : await read.authKey.findUnique({ where: { id: used } })
}

/**
 * Ends keys of a user and makes a new one, under the rule of `authKeys.add`. A caller who uses a key of their own ends that key alone, and
 * the new one keeps its limits. With advanced keys off the new key also replaces the user's own (docs/contract/people-data.md 2.2).
 */
export const resetAuthKey: Handler<typeof users.resetAuthKey, UserRow> = async (ctx, row) => {
  if (!mayKey(ctx.actor, row)) fail('forbidden', 'You can only reset the keys of users who are no admins and whose role may use keys.')
  const old = await usedKey(ctx, row)
  const bounds = await boundsOf(ctx)
  const single = !ctx.settings['Security.advanced_authkeys']
  const ends = old ? { OR: [{ id: old.id }, ...(single ? [{ classic: true }] : [])] } : {}
  await endKeys(ctx, { AND: [{ user_id: row.id }, ends] })
  const comment = old ? `Created by resetting auth key ${old.id}\n${old.comment ?? ''}`.trim() : null
  const limits = old && { allowed_ips: old.allowed_ips, read_only: old.read_only, expiration: old.expiration }
  const { authkey_raw } = await makeKey(
    ctx,
    { user_id: row.id, comment, classic: old === null || old.classic || single, ...limits },
    bounds,
  )
  await ctx.write.note({
    action: 'reset_auth_key',
    model: 'User',
    model_id: row.id,
    title: `Authentication key for user ${row.id} (${row.email}) updated.`,
  })
  return { id: row.id, authkey_raw }
}
