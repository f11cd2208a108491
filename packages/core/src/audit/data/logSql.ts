import type { Pool } from 'pg'
import { type Condition, parameters, sqlOf } from './conditions.ts'
import { facetsOf, firstHour, histogramOf, type Wish } from './counts.ts'
import { type Keeping, leavingNow } from './retention.ts'
import { type Found, type LogRow, type Walk, walkLogs } from './walk.ts'

type Day = { day: string; count: number }
export type Usage = { ip: string; user_id: number; email: string; count: number }
type Visitor = { ip: string; id: number; email: string }
/** New months come seldom; a page that does not know one yet still finds its rows. */
const remembered = 60_000
const forAWhile = <T>(ask: () => Promise<T>) => {
  let known: { answer: T; at: number } | undefined
  return async () => {
    if (!known || performance.now() - known.at > remembered) known = { answer: await ask(), at: performance.now() }
    return known.answer
  }
}
const roughly =
  "SELECT COALESCE(sum(GREATEST(c.reltuples, 0)), 0)::float8 AS n FROM pg_partition_tree('logs') t JOIN pg_class c ON c.oid = t.relid WHERE t.isleaf"
const leaves = `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'parts.logs_settled'::regclass`
const uninteresting = "('login', 'logout', 'change_pw')"

/** What is counted by day, and who asked how often. */
const countsOf = (pool: Pool) => ({
  /** How many rows each day (UTC) has, without those about signing in; `changes`: only those that tell what changed. */
  days: async ({ org_id, changes }: { org_id: number | undefined; changes: boolean }) => {
    const ofRows = (table: string, where: string) => `SELECT date_trunc('day', created, 'UTC') AS day, count(*)::int AS count FROM ${table}
      WHERE ${where} AND action NOT IN ${uninteresting} AND (NOT $1 OR before IS NOT NULL OR after IS NOT NULL) GROUP BY 1`
    const ofHours = `SELECT date_trunc('day', hour, 'UTC') AS day, sum(count)::int AS count FROM log_hours
      WHERE action NOT IN ${uninteresting} AND (NOT $1 OR changes) GROUP BY 1`
    const parts =
      org_id === undefined
        ? `${ofHours} UNION ALL ${ofRows('parts.logs_fresh', 'true')}`
        : ofRows('logs', 'org_id = $2 AND (subject_org_id IS NULL OR subject_org_id = $2)')
    const text = `SELECT extract(epoch FROM day)::bigint::text AS day, sum(count)::int AS count FROM (${parts}) d GROUP BY 1 ORDER BY 1`
    return (await pool.query<Day>(text, org_id === undefined ? [changes] : [changes, org_id])).rows
  },

  /** Who asked most with auth keys since a day, by address where addresses are kept. */
  topUsers: async (since: Date, limit: number) => {
    const text = `SELECT a.ip, a.user_id, COALESCE(u.email::text, '') AS email, a.count FROM (
        SELECT ip, user_id, sum(count)::int AS count FROM api_use WHERE day >= ($1 AT TIME ZONE 'UTC')::date AND auth_key_id > 0
        GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT $2) a LEFT JOIN users u ON u.id = a.user_id ORDER BY a.count DESC, a.user_id`
    return (await pool.query<Usage>(text, [since, limit])).rows
  },

  /** Who came last from each of these addresses since a moment. */
  lastFrom: async (ips: readonly string[], since: Date) => {
    const text = `SELECT DISTINCT ON (a.ip) a.ip, u.id, u.email::text AS email FROM api_use a JOIN users u ON u.id = a.user_id
      WHERE a.ip = ANY($1::text[]) AND a.last_seen >= $2 ORDER BY a.ip, a.last_seen DESC`
    return (await pool.query<Visitor>(text, [ips, since])).rows
  },
})

/** The raw questions about logs: the table is partitioned, and its rows are found by text that Prisma cannot ask for. */
export const logSqlOf = (pool: Pool) => {
  const months = forAWhile(async () => (await pool.query<{ name: string }>(leaves)).rows.map(({ name }) => name))
  const estimate = forAWhile(async () => (await pool.query<{ n: number }>(roughly)).rows[0]?.n ?? 0)
  return {
    /** A page in the order of time, and where to go on. */
    find: async (now: Date, walk: Walk): Promise<Found> => walkLogs(pool, await months(), now, walk),

    /** A page by its number, for callers who count pages. */
    page: async (conditions: readonly Condition[], { limit, offset, down }: { limit: number; offset: number; down: boolean }) => {
      const { values, value } = parameters()
      const order = down ? 'DESC' : 'ASC'
      const ids = `SELECT l.id, l.created FROM logs l WHERE ${sqlOf(conditions, value)}
        ORDER BY l.created ${order}, l.id ${order} LIMIT ${value(limit)} OFFSET ${value(offset)}`
      const text = `SELECT l.*, l.id::float8 AS id, l.model_id::float8 AS model_id, l.event_id::float8 AS event_id
        FROM (${ids}) asked JOIN logs l USING (id, created) ORDER BY l.created ${order}, l.id ${order}`
      return (await pool.query<LogRow>(text, values)).rows
    },

    /** The planner's idea of how many rows there are; free of cost at any size, and remembered for a while. */
    estimate,
    ...countsOf(pool),
    histogram: (wish: Wish, step: number) => histogramOf(pool, wish, step),
    facets: (wish: Wish, toldOf: readonly Condition[] = []) => facetsOf(pool, wish, toldOf),
    leaving: (keeping: Keeping, now: Date) => leavingNow(pool, keeping, now),
    firstHour: () => firstHour(pool),
  }
}
export type LogSql = ReturnType<typeof logSqlOf>
