import { AuthKey, authKeys } from '@reeve/contract/access/authKeys'
import { fail } from '@reeve/contract/inputs/failure'
import { type Actor, isSiteAdmin, lesserThan, mayKey, mayTouch } from '@reeve/contract/kernel/may'
import type { Prisma } from '../../../generated/client.ts'
import type { Read } from '../../database/db.ts'
import { changed } from '../../kernel/log/changeText.ts'
import { implement, type Rows } from '../../request/implement.ts'
import { listsOf } from '../../request/lists.ts'
import { boundsOf, checkBounds, cutEnd } from './bounds.ts'
import { checkAddresses, endBy, endOf, makeKey } from './keys.ts'

const include = { user: { include: { role: true } } } as const
type Row = Prisma.AuthKeyGetPayload<{ include: typeof include }>

const scope = (actor: Actor): Prisma.AuthKeyWhereInput => {
  if (isSiteAdmin(actor)) return {}
  if (!actor.perms.has('perm_admin')) return { user_id: actor.id }
  return { OR: [{ user_id: actor.id }, { user: { org_id: actor.org_id, role: lesserThan(actor) } }] }
}

const rows: Rows<Row, Prisma.AuthKeyWhereInput> = {
  scope,
  find: (read, where) => read.authKey.findFirst({ where, include }),
  mayChange: (actor, { user }) => mayTouch(actor, user),
}
const daysFrom = (now: Date, days: number) => new Date(now.getTime() + days * 86_400_000)
const one = (read: Read, id: number) => read.authKey.findUniqueOrThrow({ where: { id }, include })

const lists = listsOf(
  {
    rows,
    row: AuthKey,
    table: 'auth_keys',
    many: ({ read }, window) => read.authKey.findMany({ ...window, include }),
    count: (read, where, take) => read.authKey.count({ where, take }),
    show: async (_, found) => found,
    filters: {
      /** Not used for ninety days. A younger key that was never used is not counted. */
      unused: (wanted: boolean, now: Date) => {
        const idle = { OR: [{ last_used: { lt: daysFrom(now, -90) } }, { last_used: null, created: { lt: daysFrom(now, -90) } }] }
        return wanted ? idle : { NOT: idle }
      },
      ends: (when: 'never' | 'soon' | 'past', now: Date) => {
        if (when === 'never') return { expiration: null }
        return { expiration: when === 'past' ? { lte: now } : { gt: now, lte: daysFrom(now, 30) } }
      },
    },
  },
  authKeys,
)

type Owner = Prisma.UserGetPayload<{ include: { role: true } }>
/** The users a key may be made for: the caller or, for an org admin, also plain users of the organisation whose role may use keys. */
const owners: Rows<Owner, Prisma.UserWhereInput> = {
  scope: (actor) => (isSiteAdmin(actor) ? {} : { org_id: actor.org_id }),
  find: (read, where) => read.user.findFirst({ where, include: { role: true } }),
  mayChange: mayKey,
  words: {
    missing: "User doesn't exists",
    refused: 'You can only make keys for yourself, or as an org admin for users of your organisation that are no admins.',
  },
}

export const authKeysImplementation = implement(
  authKeys,
  rows,
  {
    ...lists,
    view: async (_, row) => row,

    add: async (ctx, user, { user_id: _, ...input }) => {
      const { key, authkey_raw } = await makeKey(ctx, { ...input, user_id: user.id })
      return { ...(await one(ctx.read, key.id)), authkey_raw }
    },

    edit: async (ctx, row, { id: _, version: __, allowed_ips, expiration, ...input }) => {
      checkAddresses(ctx.settings, allowed_ips)
      const end = expiration === undefined ? undefined : endOf(ctx.settings, row.created, expiration)
      // Scripts send whole rows back: what stays as it is was not asked for.
      const asked = changed(row, { allowed_ips, expiration: end })
      checkBounds(await boundsOf(ctx), {
        ...('allowed_ips' in asked && { allowed_ips }),
        ...('expiration' in asked && { expiration: end }),
      })
      await ctx.write.authKey.edit(row, { ...input, allowed_ips, expiration: end })
      return one(ctx.read, row.id)
    },

    rotate: async (ctx, row, { hours }) => {
      if (!row.user.role.perm_auth) return fail('conflict', 'The role of this user does not include auth keys any more.')
      const now = ctx.ports.now()
      const { comment, allowed_ips, read_only, user_id, created, expiration } = row
      // The new one lives as long as the old one was meant to, but not longer than the key of the caller.
      const bounds = await boundsOf(ctx)
      const life = cutEnd(bounds, expiration && new Date(now.getTime() + expiration.getTime() - created.getTime()))
      await endBy(ctx, row.id, new Date(now.getTime() + hours * 3_600_000))
      const wanted = { user_id, comment, allowed_ips, read_only, classic: row.classic, expiration: life }
      const { key, authkey_raw } = await makeKey(ctx, wanted, bounds)
      return { ...(await one(ctx.read, key.id)), authkey_raw }
    },

    delete: async (ctx, row) => {
      if (row.classic && !ctx.settings['Security.advanced_authkeys'])
        return fail('conflict', 'This is the user’s own key, which scripts use while Security.advanced_authkeys is off. Reset it instead.')
      return ctx.write.authKey.delete(row)
    },
  },
  { users: owners },
)
