import { fail } from '@reeve/contract/failure'
import { isSiteAdmin } from '@reeve/contract/may'
import { User, users } from '@reeve/contract/resources/users'
import type { Prisma } from '../../generated/client.ts'
import { implement, prepared, type Rows, type WriteCtx } from '../implement.ts'
import { listsOf } from '../lists.ts'
import { assignableRole, hashedPassword, keepASiteAdmin, mayTouch, refuseTakenEmail, suitableOrg } from '../rules/accounts.ts'
import { endKeys, makeKey } from '../rules/keys.ts'
import { changePassword, editMe } from '../rules/profile.ts'
import { include, inFull, type UserRow, userInFull } from '../rules/userInFull.ts'
import { withLevel } from '../rules/withLevel.ts'

const rows: Rows<UserRow, Prisma.UserWhereInput> = {
  scope: (actor) => (isSiteAdmin(actor) ? {} : actor.perms.has('perm_admin') ? { org_id: actor.org_id } : { id: actor.id }),
  find: (read, where) => read.user.findFirst({ where, include }),
  mayChange: mayTouch,
}

const lists = listsOf(
  {
    rows,
    row: User,
    table: 'users',
    many: async ({ read, sql }, window) =>
      sql.usersInList((await read.user.findMany({ ...window, select: { id: true } })).map(({ id }) => id)),
    count: (read, where, take) => read.user.count({ where, take }),
    show: async (_, found) => found,
    filters: {
      /** No sign-in and no use of a key for 30 days (people-data 2.2). */
      inactive: (wanted: boolean, now: Date) => {
        const quiet = { OR: [{ lt: new Date(now.getTime() - 30 * 86_400_000) }, null] }
        const idle = (field: string) => ({ OR: quiet.OR.map((when) => ({ [field]: when })) })
        return wanted
          ? { AND: [idle('current_login'), idle('last_api_access')] }
          : { NOT: { AND: [idle('current_login'), idle('last_api_access')] } }
      },
    },
  },
  users,
)

/** What depends on who the user will be: organisation, role, and that a site admin is left. */
const checkEdit = async (
  ctx: WriteCtx,
  row: UserRow,
  {
    org_id = row.org_id,
    role_id,
    email,
    disabled,
  }: { org_id?: number | undefined; role_id?: number | undefined; email?: string | undefined; disabled?: boolean | undefined },
) => {
  const moves = org_id !== row.org_id
  await refuseTakenEmail(ctx.read, email, row.id)
  if (moves || (email !== undefined && email !== row.email)) await suitableOrg(ctx, org_id, email ?? row.email)
  const role = role_id !== undefined && (role_id !== row.role_id || moves) ? await assignableRole(ctx, role_id, org_id) : row.role
  if (disabled || !role.perm_site_admin) await keepASiteAdmin(ctx.read, row)
}

export const usersImplementation = implement(users, rows, {
  ...lists,
  view: async ({ read }, row) => inFull(read, row),
  me: async ({ sql, actor }) => {
    const row = (await sql.userInFull(actor.id)) ?? fail('notFound', 'Your account is gone.')
    return { ...row, role: withLevel(row.role) }
  },

  add: prepared(
    (ctx, { password }) => hashedPassword(ctx, password),
    async (ctx, { password: _, role_id, org_id = ctx.actor.org_id, nids_sid, autoalert, ...input }, hashed) => {
      await suitableOrg(ctx, org_id, input.email)
      const role = await assignableRole(ctx, role_id, org_id)
      await refuseTakenEmail(ctx.read, input.email)
      const now = ctx.ports.now()
      const { id } = await ctx.write.user.add({
        ...input,
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
      return { ...(await userInFull(ctx.read, id)), authkey: authkey_raw }
    },
  ),

  edit: prepared(
    (ctx, _, { password }) => hashedPassword(ctx, password),
    async (ctx, row, { id: _, version: __, password: ___, ...input }, hashed) => {
      await checkEdit(ctx, row, input)
      await ctx.write.user.edit(row, { ...input, ...(hashed && { password: hashed, last_pw_change: ctx.ports.now() }) })
      // Whoever knew the old password, or came in before the account was closed, is out.
      if (hashed || input.disabled)
        await ctx.write.session.end({ user_id: row.id, ...(ctx.actor.from.session_id && { id: { not: ctx.actor.from.session_id } }) })
      return userInFull(ctx.read, row.id)
    },
  ),

  delete: async (ctx, row) => {
    await keepASiteAdmin(ctx.read, row)
    // The database would take the keys along in silence.
    for (const key of await ctx.read.authKey.findMany({ where: { user_id: row.id } })) await ctx.write.authKey.delete(key)
    return ctx.write.user.delete(row)
  },

  editMe,
  changePassword,

  /** Called with a key of one's own, only that key ends, and the new one takes over its addresses (people-data 2.2). */
  resetAuthKey: async (ctx, row) => {
    const used = row.id === ctx.actor.id ? ctx.actor.from.auth_key_id : null
    const old = used === null ? null : await ctx.read.authKey.findUnique({ where: { id: used } })
    await endKeys(ctx, old ? { id: old.id } : { user_id: row.id })
    const comment = old ? `Created by resetting auth key ${old.id}\n${old.comment ?? ''}`.trim() : null
    const { authkey_raw } = await makeKey(ctx, {
      user_id: row.id,
      comment,
      ...(old && { allowed_ips: old.allowed_ips, read_only: old.read_only }),
    })
    await ctx.write.note({
      action: 'reset_auth_key',
      model: 'User',
      model_id: row.id,
      title: `Authentication key for user ${row.id} (${row.email}) updated.`,
    })
    return { id: row.id, authkey_raw }
  },
})
