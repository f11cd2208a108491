import { fail } from '@reeve/contract/inputs/failure'
import { mayTouch } from '@reeve/contract/kernel/may'
import { User, users } from '@reeve/contract/people/users'
import type { Prisma } from '../../../generated/client.ts'
import { endKeys, makeKey } from '../../access/keys/keys.ts'
import { hashedPassword } from '../../access/passwords/password.ts'
import { subjectOf } from '../../mail/compose/userTexts.ts'
import { keyShown, refuseUselessKey } from '../../mail/pgp/mailKey.ts'
import { implement, prepared, type Rows } from '../../request/implement.ts'
import { listsOf } from '../../request/lists.ts'
import { enqueueContact } from '../contact/contactUsers.ts'
import { commitImport, prepareImport } from '../import/importUsers.ts'
import { withLevel } from '../roles/withLevel.ts'
import { deleteUser, deletionOf } from './deleteUser.ts'
import { editUser } from './editUser.ts'
import { nearUsers, tellsWatched, userFilters, usersOf } from './findUsers.ts'
import { editMany } from './manyUsers.ts'
import { newUser } from './newUser.ts'
import { changePassword, editMe } from './profile.ts'
import { include, inFull, type UserRow, userInFull } from './userInFull.ts'

const rows: Rows<UserRow, Prisma.UserWhereInput> = {
  scope: usersOf,
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
    show: async (ctx, found) => (tellsWatched(ctx) ? found : found.map(({ monitored: _, ...row }) => row)),
    filters: userFilters,
    lookupFirst: nearUsers,
  },
  users,
)

export const usersImplementation = implement(users, rows, {
  ...lists,
  view: async (ctx, row) => ({
    ...(await inFull(ctx.read, row)),
    ...(await keyShown(row.gpgkey, ctx.ports.now())),
    auth_key_count: await ctx.read.authKey.count({
      where: { user_id: row.id, OR: [{ expiration: null }, { expiration: { gt: ctx.ports.now() } }] },
    }),
    ...(tellsWatched(ctx) && { monitored: (await ctx.read.monitored.count({ where: { user_id: row.id } })) > 0 }),
  }),
  me: async ({ sql, actor }) => {
    const row = (await sql.userInFull(actor.id)) ?? fail('notFound', 'Your account no longer exists.')
    return { ...row, role: withLevel(row.role) }
  },

  add: newUser,
  edit: prepared(
    async (ctx, row, { password, gpgkey }) => {
      await refuseUselessKey(ctx, { key: gpgkey, stored: row.gpgkey })
      return hashedPassword(ctx, password)
    },
    async (ctx, row, { id: _, version: __, password: ___, ...input }, hashed) => {
      await editUser(ctx, row, input, hashed)
      return userInFull(ctx.read, row.id)
    },
  ),

  delete: deleteUser,
  deletion: deletionOf,

  editMe,
  changePassword,
  editMany,

  import: prepared(prepareImport, (ctx, input, found) =>
    commitImport(ctx, input, found, async (user_ids) => {
      const subject = subjectOf('welcome', ctx.settings)
      return (await enqueueContact(ctx, { action: 'welcome', recipient: 'users', user_ids, org_ids: [], subject }, user_ids.length)).batch
    }),
  ),

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
