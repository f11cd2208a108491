import { isSiteAdmin } from '@reeve/contract/kernel/may'
import { statistics } from '@reeve/contract/people/statistics'
import { implement, noRows } from '../request/implement.ts'

/** The first of this month and of this year, in UTC. */
const beginnings = (now: Date) => ({
  month: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)),
  year: new Date(Date.UTC(now.getUTCFullYear(), 0, 1)),
})

/** A day, a week, a month, a quarter, a year. */
const spans = [1, 7, 30, 90, 365]

export const statisticsImplementation = implement(statistics, noRows, {
  data: async ({ read }) => {
    const [user_count, user_count_pgp, org_count, local_org_count] = await Promise.all([
      read.user.count(),
      read.user.count({ where: { NOT: { OR: [{ gpgkey: null }, { gpgkey: '' }] } } }),
      read.organisation.count(),
      read.organisation.count({ where: { local: true } }),
    ])
    const average_user_per_org = local_org_count === 0 ? 0 : Math.round((user_count / local_org_count) * 10) / 10
    return { user_count, user_count_pgp, org_count, local_org_count, average_user_per_org }
  },

  orgs: async ({ read }, { scope }) => {
    const found = await read.organisation.findMany({
      where: scope === 'all' ? {} : { local: scope === 'local' },
      include: { _count: { select: { users: true } } },
      orderBy: { name: 'asc' },
    })
    return found.map(({ _count, ...org }) => ({ ...org, user_count: _count.users }))
  },

  users: async ({ read, sql, ports }) => {
    const from = beginnings(ports.now())
    const since = (moment: Date) => ({ date_created: { gte: moment } })
    const ofUsers = async () => ({
      total: await read.user.count(),
      month: await read.user.count({ where: since(from.month) }),
      year: await read.user.count({ where: since(from.year) }),
    })
    const ofOrgs = async (local: boolean) => ({
      total: await read.organisation.count({ where: { local } }),
      month: await read.organisation.count({ where: { local, ...since(from.month) } }),
      year: await read.organisation.count({ where: { local, ...since(from.year) } }),
    })
    const [user, org_local, org_external, months] = await Promise.all([ofUsers(), ofOrgs(true), ofOrgs(false), sql.growth(ports.now())])
    return { user, org_local, org_external, months }
  },

  activity: async ({ read, actor, ports }) => {
    const whose = isSiteAdmin(actor) ? {} : { org_id: actor.org_id }
    const since = (days: number) => new Date(ports.now().getTime() - days * 86_400_000)
    const here = (moment: object) => ({ OR: [{ current_login: moment }, { last_api_access: moment }] })
    const count = (where: object) => read.user.count({ where: { AND: [whose, where] } })
    const [total, disabled, never, ...within] = await Promise.all([
      count({}),
      count({ disabled: true }),
      count({ current_login: null, last_api_access: null }),
      ...spans.map((days) => count(here({ gte: since(days) }))),
    ])
    return { total, disabled, never, within: spans.map((days, at) => ({ days, users: within[at] ?? 0 })) }
  },
})
