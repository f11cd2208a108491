import { fail, invalid } from '@reeve/contract/inputs/failure'
import { type Actor, isSiteAdmin, mayTouch } from '@reeve/contract/kernel/may'
import type { In } from '@reeve/contract/kernel/operation'
import { restrictedSettings, UserSetting, userSettings } from '@reeve/contract/people/userSettings'
import { Prisma } from '../../../generated/client.ts'
import type { ReadContext } from '../../context.ts'
import { implement, type Rows } from '../../request/implement.ts'
import { listsOf } from '../../request/lists.ts'
import { problemOfUserSetting } from './validSetting.ts'

const include = { user: { include: { role: true } } } as const
type Row = Prisma.UserSettingGetPayload<{ include: typeof include }>

/** Site admins see all, org admins their organisation's, everybody else his own (people-data 2.3). */
const scope = (actor: Actor): Prisma.UserSettingWhereInput => {
  if (isSiteAdmin(actor)) return {}
  return actor.perms.has('perm_admin') ? { user: { org_id: actor.org_id } } : { user_id: actor.id }
}
const mayChange = (actor: Actor, { user, setting }: Row) =>
  mayTouch(actor, user) && (isSiteAdmin(actor) || !restrictedSettings.has(setting))

const rows: Rows<Row, Prisma.UserSettingWhereInput> = {
  scope,
  find: (read, where) => read.userSetting.findFirst({ where, include }),
  mayChange,
}

const lists = listsOf(
  {
    rows,
    row: UserSetting,
    table: 'user_settings',
    many: ({ read }, window) => read.userSetting.findMany({ ...window, include }),
    count: (read, where, take) => read.userSetting.count({ where, take }),
    show: async (_, found) => found,
  },
  userSettings,
)

const none = () => fail('notFound', 'Invalid setting.')
const byName = async ({ read, actor }: Pick<ReadContext, 'read' | 'actor'>, setting: string, user_id = actor.id) =>
  (await read.userSetting.findFirst({ where: { AND: [scope(actor), { setting, user_id }] }, include })) ?? none()

type Owner = Prisma.UserGetPayload<{ include: { role: true } }>
/** Users for whom a setting may be chosen: oneself, or a user whom the caller may change. */
const owners: Rows<Owner, Prisma.UserWhereInput> = {
  scope: (actor) => (isSiteAdmin(actor) ? {} : { OR: [{ org_id: actor.org_id }, { id: actor.id }] }),
  find: (read, where) => read.user.findFirst({ where, include: { role: true } }),
  mayChange: mayTouch,
  words: { missing: 'There is no such user, or you may not see it.', refused: 'You can see this user but not change it.' },
}
/** JSON null is a value; without the word of Prisma it would empty the column. */
const stored = (value: In<typeof userSettings.set>['value']) => value ?? Prisma.JsonNull

export const userSettingsImplementation = implement(
  userSettings,
  rows,
  {
    ...lists,
    view: async (_, row) => row,
    get: (ctx, { setting, user_id }) => byName(ctx, setting, user_id),

    set: async (ctx, { id }, { setting, value }) => {
      if (restrictedSettings.has(setting) && !isSiteAdmin(ctx.actor))
        fail('forbidden', `Only site admins may set ${setting}.`, { fields: { setting: ['You may not set this setting.'] } })
      const problem = problemOfUserSetting(setting, value)
      if (problem) invalid({ value: [problem] })
      const timestamp = ctx.ports.now()
      const old = await ctx.read.userSetting.findUnique({ where: { user_id_setting: { user_id: id, setting } } })
      const row = old
        ? await ctx.write.userSetting.edit(old, { value: stored(value), timestamp })
        : await ctx.write.userSetting.add({ setting, value: stored(value), user_id: id, timestamp })
      return ctx.read.userSetting.findUniqueOrThrow({ where: { id: row.id }, include })
    },

    unset: async (ctx, { setting, user_id }) => {
      const row = await byName(ctx, setting, user_id)
      if (!mayChange(ctx.actor, row)) fail('forbidden', 'You can see this setting but not change it.')
      return ctx.write.userSetting.delete(row)
    },

    delete: async (ctx, row) => ctx.write.userSetting.delete(row),
  },
  { users: owners },
)
