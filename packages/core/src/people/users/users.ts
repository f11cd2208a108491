import { fail } from '@reeve/contract/inputs/failure'
import { mayTouch } from '@reeve/contract/kernel/may'
import { User, users } from '@reeve/contract/people/users'
import type { Prisma } from '../../../generated/client.ts'
import { hashedPassword } from '../../access/passwords/password.ts'
import { refuseUselessCertificate } from '../../mail/compose/certificate.ts'
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
import { resetAuthKey } from './resetAuthKey.ts'
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
    async (ctx, row, { password, gpgkey, certif_public }) => {
      refuseUselessCertificate({ certificate: certif_public, stored: row.certif_public }, ctx.ports.now())
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

  resetAuthKey,
})
