import { Failure, invalid } from '@reeve/contract/inputs/failure'
import { mayTouch } from '@reeve/contract/kernel/may'
import type { In } from '@reeve/contract/kernel/operation'
import { users } from '@reeve/contract/people/users'
import type { WriteContext } from '../../context.ts'
import { whereOf } from '../../kernel/lists/where.ts'
import type { Handler } from '../../request/implement.ts'
import { endOtherSessions, keepASiteAdmin, lastSiteAdmin, wantAssignable } from './accounts.ts'
import { nearUsers, userFilters, usersOf } from './findUsers.ts'
import { include, type UserRow } from './userInFull.ts'

/** So many in one transaction; whoever has more asks again from `next`. */
const batch = 200

type Wanted = { ids?: number[] | undefined; where?: Record<string, unknown> | undefined; after?: number | undefined }
/** The users meant, within what the actor sees, in the order of their ids; one more than a batch shows whether there are more. */
const meant = async (ctx: WriteContext, { ids, where, after = 0 }: Wanted) => {
  if ((ids === undefined) === (where === undefined)) invalid({ ids: ['Say either which users by `ids`, or all that match by `where`.'] })
  const these = ids ? { id: { in: ids } } : await whereOf(users.list.input, where ?? {}, { own: userFilters, lookupFirst: nearUsers }, ctx)
  return ctx.read.user.findMany({
    where: { AND: [usersOf(ctx.actor), these, { id: { gt: after } }] },
    include,
    orderBy: { id: 'asc' },
    take: batch + 1,
  })
}

/** Why some work is refused, in the words for its first field; undefined when it is not. */
const refusalIn = async (work: () => unknown) => {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof Failure) return Object.values(error.fields)[0]?.[0] ?? error.message
    throw error
  }
}

const losesSiteAdmin = (row: UserRow, { disabled }: { disabled?: boolean | undefined }, role: { perm_site_admin: boolean } | null) =>
  row.role.perm_site_admin && !row.disabled && (disabled === true || role?.perm_site_admin === false)

type Before = Record<string, boolean | number>
/** The values of a row that differ from what is set, to take the change back by. */
const beforeOf = (row: Record<string, unknown>, set: Record<string, unknown>): Before | null => {
  const changed = Object.keys(set).flatMap((key): [string, boolean | number][] => {
    const was = row[key]
    const differs = set[key] !== undefined && was !== set[key]
    return differs && (typeof was === 'boolean' || typeof was === 'number') ? [[key, was]] : []
  })
  return changed.length > 0 ? Object.fromEntries(changed) : null
}

type Set = In<typeof users.editMany>['set']
/** Why each of these users may not be changed so, by the rules of a single edit; users that are not in it may. */
const refusalsOf = async (ctx: WriteContext, rows: readonly UserRow[], set: Set) => {
  const refused = new Map<number, string>()
  const { role_id } = set
  const role = role_id === undefined ? null : await ctx.read.role.findUnique({ where: { id: role_id } })
  for (const row of rows) {
    const message = await refusalIn(() => {
      if (!mayTouch(ctx.actor, row)) invalid({ id: ['You can see this user but not change it.'] })
      if (role_id !== undefined && role_id !== row.role_id) wantAssignable(ctx, role, row.org_id, true)
    })
    if (message !== undefined) refused.set(row.id, message)
  }
  const leaving = rows.filter((row) => !refused.has(row.id) && losesSiteAdmin(row, set, role))
  const last = leaving.at(-1)
  const message = last && (await refusalIn(() => keepASiteAdmin(ctx, { id: { in: leaving.map(({ id }) => id) } }, lastSiteAdmin)))
  // One stays: the others of them may go.
  if (message !== undefined) refused.set(last?.id ?? 0, message)
  return refused
}

/** Users by the rules of a single edit, with a result for each; those that may be changed are written in one go (people-data 2.5). */
export const editMany: Handler<typeof users.editMany, never> = async (ctx, { set, ...wanted }) => {
  if (Object.values(set).every((value) => value === undefined)) invalid({ set: ['Say what to change.'] })
  const found = await meant(ctx, wanted)
  const rows = found.slice(0, batch)
  const refused = await refusalsOf(ctx, rows, set)
  const changed = await ctx.write.user.editMany(
    rows.filter(({ id }) => !refused.has(id)),
    set,
  )
  const done = new Set(changed.map(({ id }) => id))
  if (set.disabled) for (const id of done) await endOtherSessions(ctx, id)
  const last = rows.at(-1)
  return {
    results: rows.map((row) => ({
      id: row.id,
      email: row.email,
      done: done.has(row.id),
      message: done.has(row.id) ? 'Changed.' : (refused.get(row.id) ?? 'Another request changed this user in the meantime.'),
      before: done.has(row.id) ? beforeOf(row, set) : null,
    })),
    next: found.length > batch && last ? last.id : null,
  }
}
