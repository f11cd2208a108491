import { type LoginAttempt, sessions } from '@reeve/contract/access/sessions'
import { fail } from '@reeve/contract/inputs/failure'
import { isSiteAdmin, oversees } from '@reeve/contract/kernel/may'
import type { Prisma } from '../../../generated/client.ts'
import type { LogRow } from '../../audit/data/walk.ts'
import type { ReadContext, WriteContext } from '../../context.ts'
import { implement, noRows, prepared } from '../../request/implement.ts'
import { forgetFailures } from '../sign-in/attempts.ts'
import { profileIn } from '../sign-in/signInHistory.ts'

/** The user asked about, if the actor looks after him; a stranger is as unknown as one whom nobody knows. */
const whose = async ({ read, actor }: Pick<ReadContext, 'read' | 'actor'>, id = actor.id) => {
  const user = await read.user.findUnique({ where: { id }, include: { role: true } })
  return user && oversees(actor, user) ? user : fail('notFound', 'There is no such user, or he is not yours to look after.')
}

const attempts = ['login', 'login_fail', 'auth', 'auth_fail', 'auth_alert'] as const
const attemptOf = (row: LogRow): LoginAttempt[] => {
  const action = attempts.find((one) => one === row.action)
  if (action === undefined) return []
  const { id, created, title, change } = row
  return [{ id, created: created.toISOString(), action, title, ...profileIn(row), reason: action === 'auth_alert' ? change : null }]
}
const historyDays = 30

type Target = { id: number; email: string }
/** Who is sent away must be found in the log. */
const endOf = async ({ write }: WriteContext, { id, email }: Target, where: Prisma.SessionWhereInput) => {
  const ended = await write.session.end({ AND: [{ user_id: id }, where] })
  if (ended > 0)
    await write.note({ action: 'logout', model: 'User', model_id: id, title: `User (${id}): ${email}`, change: `Sessions ended: ${ended}` })
  return ended
}

export const sessionsImplementation = implement(sessions, noRows, {
  of: async (ctx, { user_id }) => {
    const user = await whose(ctx, user_id)
    const found = await ctx.read.session.findMany({
      where: { user_id: user.id, expires: { gt: ctx.ports.now() } },
      orderBy: { last_seen: 'desc' },
      take: 500,
    })
    return found.map((one) => ({ ...one, current: one.id === ctx.actor.from.session_id }))
  },

  history: async (ctx, { user_id, limit }) => {
    const user = await whose(ctx, user_id)
    const from = new Date(ctx.ports.now().getTime() - historyDays * 86_400_000)
    const conditions = [
      { column: 'user_id', among: [user.id] },
      { column: 'action', among: attempts },
      { column: 'created', from },
    ] as const
    const { rows } = await ctx.logSql.find(ctx.ports.now(), { conditions, limit, down: true })
    return rows.flatMap(attemptOf)
  },

  end: async (ctx, { session_id: id }) => {
    const session = await ctx.read.session.findUnique({ where: { id }, include: { user: { include: { role: true } } } })
    if (!session || !oversees(ctx.actor, session.user)) return fail('notFound', 'There is no such session any more.')
    return { ended: await endOf(ctx, session.user, { id }) }
  },

  endAll: async (ctx, { user_id }) => {
    const own = ctx.actor.from.session_id
    return { ended: await endOf(ctx, await whose(ctx, user_id), own === null ? {} : { id: { not: own } }) }
  },

  unblock: prepared(
    async (ctx, { user_id, email }) => {
      if (user_id === undefined && !isSiteAdmin(ctx.actor)) return fail('forbidden', 'Say which user.')
      const user = user_id !== undefined ? await whose(ctx, user_id) : email && (await ctx.read.user.findUnique({ where: { email } }))
      const target = user ? { id: user.id, email: user.email } : email ? { email, id: 0 } : undefined
      return { target, lifted: await forgetFailures(ctx, target) }
    },
    async ({ write }, _, { target, lifted }) => {
      const title = `Failed sign-ins of ${target?.email ?? 'everybody'} forgotten.`
      await write.note({ action: 'security', model: 'User', model_id: target?.id ?? 0, title })
      return { lifted }
    },
  ),

  destroy: async (ctx, { user_id: id, email }) => {
    if (id === undefined && email === undefined) {
      await ctx.write.note({ action: 'logout', model: 'User', model_id: 0, title: 'Sessions of every user ended.' })
      return { ended: await ctx.write.session.end({}), emails: null }
    }
    const users = await ctx.read.user.findMany({
      where: { id, ...(email !== undefined && { email: likeOf(email) }) },
      orderBy: { id: 'asc' },
    })
    if (users.length === 0) return fail('notFound', 'Nobody is called so.')
    let ended = 0
    for (const user of users) ended += await endOf(ctx, user, {})
    return { ended, emails: users.map((user) => user.email) }
  },
})

/** `%` at an end stands for anything there. */
const likeOf = (value: string): Prisma.StringFilter => {
  const text = value.replace(/^%|%$/g, '').replace(/[\\%_]/g, '\\$&')
  if (value.startsWith('%') && value.endsWith('%') && value.length > 1) return { contains: text }
  if (value.startsWith('%')) return { endsWith: text }
  return value.endsWith('%') ? { startsWith: text } : { equals: value }
}
