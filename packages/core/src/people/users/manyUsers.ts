import { invalid } from '@reeve/contract/inputs/failure'
import { mayTouch } from '@reeve/contract/kernel/may'
import { users } from '@reeve/contract/people/users'
import type { WriteContext } from '../../context.ts'
import { whereOf } from '../../kernel/lists/where.ts'
import { eachRow } from '../../request/eachRow.ts'
import type { Handler } from '../../request/implement.ts'
import { editUser } from './editUser.ts'
import { nearUsers, userFilters, usersOf } from './findUsers.ts'
import { include } from './userInFull.ts'

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

/** Each user by the rules of a single edit, with a result for each (people-data 2.5). */
export const editMany: Handler<typeof users.editMany, never> = async (ctx, { set, ...wanted }) => {
  if (Object.values(set).every((value) => value === undefined)) invalid({ set: ['Say what to change.'] })
  const found = await meant(ctx, wanted)
  const results = await eachRow(ctx, found.slice(0, batch), async (row) => {
    if (!mayTouch(ctx.actor, row)) invalid({ id: ['You can see this user but not change it.'] })
    await editUser(ctx, row, set)
  })
  const last = results.at(-1)
  return {
    results: results.map((one) => ({
      id: one.row.id,
      email: one.row.email,
      done: one.done,
      message: one.done ? 'Changed.' : one.message,
      before: one.done ? beforeOf(one.row, set) : null,
    })),
    next: found.length > batch && last ? last.row.id : null,
  }
}
