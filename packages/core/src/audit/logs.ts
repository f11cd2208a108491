import { logs } from '@reeve/contract/audit/logs'
import { fail } from '@reeve/contract/inputs/failure'
import type { In } from '@reeve/contract/kernel/operation'
import type { Prisma } from '../../generated/client.ts'
import type { ReadContext } from '../context.ts'
import type { Read } from '../database/db.ts'
import { cursorOf, readCursor } from '../kernel/lists/pagination.ts'
import { lookUpNames, organisationCalled } from '../kernel/lookUpNames.ts'
import { implement, type Rows } from '../request/implement.ts'
import { wayOf } from './data/conditions.ts'
import type { LogRow, Place } from './data/walk.ts'
import { findLog, logScope } from './findLog.ts'
import { keepingOf } from './keeping.ts'
import { matchedBy, wantedBy } from './logSearch.ts'
import { pruneUpdateLogs } from './pruneUpdateLogs.ts'
import { readBy, type Shield, seen, shieldOf, withoutPeers } from './shield.ts'

type Row = LogRow
const rows: Rows<Row, Prisma.LogWhereInput> = {
  scope: logScope,
  find: findLog,
  mayChange: () => false,
}

/** How long a page may be looked for before it is given as far as it came, in milliseconds. */
const patience = 250
const placeOf = (after: string | undefined): Place | undefined => {
  if (!after) return undefined
  const { value, id } = readCursor(after)
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? { created: new Date(value), id } : undefined
}
const cursorAt = ({ created, id }: Place) => cursorOf({ value: created.toISOString(), id })
const batch = 2000

const minute = 60
const steps = [1, 5, 15, 30, 60, 120, 240, 720, 1440, 2880, 5760, 10_080, 20_160, 43_200].map((minutes) => minutes * minute)

/** What is to be counted, and over which time: without a beginning, from the first hour that has rows. */
const countedBy = async ({ actor, logSql, ports }: ReadContext, shield: Shield, { from, to, ...input }: In<typeof logs.facets>) => {
  const now = ports.now()
  const begin = from ?? (await logSql.firstHour()) ?? new Date(now.getTime() - 86_400_000)
  const range = { from: begin.getTime(), to: (to ?? now).getTime() }
  return { conditions: wantedBy(actor, shield, input), range: { from: Math.min(range.from, range.to), to: range.to } }
}

const ways = ['In a browser', 'By auth key', 'In the background']
/** What people call the values of facets that are numbers. */
const labelsOf = async (read: Read, facets: readonly { field: string; values: readonly { value: string }[] }[]) => {
  const ids = (field: string) =>
    facets.filter((one) => one.field === field).flatMap(({ values }) => values.map(({ value }) => Number(value)))
  const [users, orgs] = await Promise.all([
    read.user.findMany({ where: { id: { in: ids('user_id') } }, select: { id: true, email: true } }),
    read.organisation.findMany({ where: { id: { in: ids('org_id') } }, select: { id: true, name: true } }),
  ])
  return new Map<string, string>([
    ['user_id 0', 'SYSTEM'],
    ['org_id 0', 'SYSTEM'],
    ...ways.map((way, at): [string, string] => [`request_type ${at}`, way]),
    ...users.map(({ id, email }): [string, string] => [`user_id ${id}`, email]),
    ...orgs.map(({ id, name }): [string, string] => [`org_id ${id}`, name]),
  ])
}

/** How many there are, where that is known or told by an index within lately; else undefined. */
const quickTotal = async (ctx: ReadContext, shield: Shield, input: In<typeof logs.facets>) => {
  const { conditions, range } = await countedBy(ctx, shield, input)
  if (input.from && range.to - range.from <= 32 * 86_400_000 && wayOf(conditions) === 'ordered') {
    const { buckets, how } = await ctx.logSql.histogram({ conditions, range }, 366 * 86_400)
    return { total: buckets.reduce((sum, { count }) => sum + count, 0), about: how === 'sample' }
  }
  return conditions.length === 0 && !input.from && !input.to ? { total: await ctx.logSql.estimate(), about: true } : undefined
}

export const logsImplementation = implement(logs, rows, {
  list: async (ctx, { sort = '-id', after, page: _, limit, ...input }) => {
    const shield = await shieldOf(ctx.read, ctx.actor)
    const wanted = wantedBy(ctx.actor, shield, input)
    const place = placeOf(after)
    const walk = { conditions: wanted, limit, down: sort.startsWith('-'), after: place, patience }
    const { rows: found, next } = await ctx.logSql.find(ctx.ports.now(), walk)
    const shown = { rows: found.map(readBy(shield)), next: next && cursorAt(next) }
    // A page that is all there is has counted itself; what is many is counted only where that is quick.
    if (!next && !place) return { ...shown, total: found.length, about: false }
    const counted = place ? undefined : await quickTotal(ctx, shield, input)
    return { ...shown, ...(counted ?? { total: found.length, about: true }) }
  },

  export: async function* (ctx, { sort = 'id', ...input }) {
    const shield = await shieldOf(ctx.read, ctx.actor)
    const conditions = wantedBy(ctx.actor, shield, input)
    for (let after: Place | undefined; ; ) {
      const { rows: found, next } = await ctx.logSql.find(ctx.ports.now(), { conditions, limit: batch, down: sort.startsWith('-'), after })
      yield found.map(readBy(shield))
      if (!next) return
      after = next
    }
  },

  view: async (_, row) => row,

  match: async (ctx, input) => {
    const { limit, page, newest } = input
    const shield = await shieldOf(ctx.read, ctx.actor)
    const wanted = matchedBy(ctx.actor, shield, input)
    const found =
      page === 1
        ? (await ctx.logSql.find(ctx.ports.now(), { conditions: wanted, limit, down: newest })).rows
        : await ctx.logSql.page(wanted, { limit, offset: (page - 1) * limit, down: newest })
    const who = await lookUpNames(ctx.read, found)
    return found.map(readBy(shield)).map((row) => {
      const { user, org } = who(row)
      return { ...row, actor: user, organisation: org }
    })
  },

  histogram: async (ctx, { buckets: most, ...input }) => {
    const wish = await countedBy(ctx, await shieldOf(ctx.read, ctx.actor), input)
    const { from, to } = wish.range
    const step =
      steps.find((one) => to - from <= one * (most - 1) * 1000) ?? Math.ceil((to - from) / Math.max(1, most - 1) / 86_400_000) * 86_400
    const { buckets, how } = await ctx.logSql.histogram(wish, step)
    const counted = new Map(buckets.map((bucket) => [bucket.at, bucket]))
    const first = Math.floor(from / 1000 / step) * step
    const places = Array.from({ length: Math.max(0, Math.floor(to / 1000 / step) - first / step + 1) }, (_, at) => first + at * step)
    const shown = places.map((at) => ({ count: 0, wrong: 0, ...counted.get(at), at: new Date(at * 1000) }))
    return { from: new Date(from), to: new Date(to), step, how, total: shown.reduce((sum, { count }) => sum + count, 0), buckets: shown }
  },

  facets: async (ctx, input) => {
    const shield = await shieldOf(ctx.read, ctx.actor)
    const wish = await countedBy(ctx, shield, input)
    const facets = await ctx.logSql.facets(wish, withoutPeers(shield))
    const labels = await labelsOf(ctx.read, facets)
    return facets.map((facet) => ({
      ...facet,
      values: facet.values.map((one) => ({ ...one, label: labels.get(`${facet.field} ${one.value}`) ?? one.value })),
    }))
  },

  retention: async ({ logSql, ports, settings }, input) => logSql.leaving({ ...keepingOf(settings), ...input }, ports.now()),

  days: async ({ actor, read, logSql }, { org, changes }) => {
    const own = seen(actor)
    const asked = org === undefined ? undefined : await organisationCalled(read, org)
    if (org !== undefined && (!asked || (own !== undefined && asked.id !== own))) fail('notFound', 'There is no such organisation.')
    const days = await logSql.days({ org_id: own ?? asked?.id, changes })
    return Object.fromEntries(days.map(({ day, count }) => [day, count]))
  },

  topApiUsers: async ({ logSql, ports }, { days, limit }) => logSql.topUsers(daysAgo(ports.now(), days - 1), limit),

  usersOfAddresses: async ({ logSql, ports, settings }, { ip }) =>
    settings['MISP.log_user_ips'] ? logSql.lastFrom([ip].flat(), daysAgo(ports.now(), 30)) : [],

  pruneUpdateLogs: async ({ enqueue }) => {
    await enqueue(pruneUpdateLogs, {})
    return { queued: true }
  },
})

const daysAgo = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000)
