import { totp } from '@reeve/contract/access/totp'
import { fail, invalid } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import { isSiteAdmin, mayTouch } from '@reeve/contract/kernel/may'
import type { Prisma } from '../../../generated/client.ts'
import type { ReadContext, WriteContext } from '../../context.ts'
import { implement, type Rows } from '../../request/implement.ts'
import { codesOf, sealSecret, secretToBe, stepOf, uriOf } from './oneTimePasswords.ts'

const include = { org: true, role: true } as const
type UserRow = Prisma.UserGetPayload<{ include: typeof include }>

const rows: Rows<UserRow, Prisma.UserWhereInput> = {
  scope: (actor) => (isSiteAdmin(actor) ? {} : { org_id: actor.org_id }),
  find: (read, where) => read.user.findFirst({ where, include }),
  mayChange: mayTouch,
}

const me = async ({ read, actor }: Pick<ReadContext, 'read' | 'actor'>) =>
  (await read.user.findUnique({ where: { id: actor.id } })) ?? fail('notFound', 'Your account no longer exists.')
/** Which secret is being set up depends on where. */
const placeOf = ({ from }: Actor) => from.session_id ?? `key ${from.auth_key_id}`

const begun = async (ctx: ReadContext | WriteContext) => {
  const user = await me(ctx)
  if (user.totp !== null) fail('conflict', 'You have one-time passwords already. Give them up before you set up others.')
  return { user, secret: secretToBe(ctx.ports, user, placeOf(ctx.actor)) }
}
const noneSet = () => fail('conflict', 'You have no one-time passwords. Set them up first.')

/** Without them, a code that was printed or a phone that was lost is worth nothing. */
const forget = async (ctx: WriteContext, row: Prisma.UserModel) => {
  const title = `User (${row.id}): ${row.email} TOTP deleted`
  await ctx.write.user.edit(row, { totp: null, hotp_counter: null }, { action: 'update', title })
  return { id: row.id }
}

/** One-time passwords by time and, as recovery codes, by count (people-data 1.5). */
export const totpImplementation = implement(totp, rows, {
  begin: async (ctx) => {
    const { user, secret } = await begun(ctx)
    return { secret, uri: uriOf(secret, user.email, ctx.settings) }
  },

  add: async (ctx, { otp }) => {
    const { user, secret } = await begun(ctx)
    const step = stepOf(secret, otp, ctx.ports.now(), user.totp_step)
    if (step === undefined)
      return invalid({ otp: ['This is not the code of now. Look whether the clock of your device is right, then take the next one.'] })
    const title = `User (${user.id}): ${user.email} TOTP token created`
    const row = await ctx.write.user.edit(
      user,
      { totp: sealSecret(ctx.ports, user.id, secret), hotp_counter: 0, totp_step: step },
      { action: 'update', title },
    )
    return codesOf(ctx.ports, row) ?? noneSet()
  },

  codes: async (ctx) => codesOf(ctx.ports, await me(ctx)) ?? noneSet(),

  remove: async (ctx) => {
    const user = await me(ctx)
    return user.totp === null ? noneSet() : forget(ctx, user)
  },

  delete: async (ctx, row) => forget(ctx, row),
})
