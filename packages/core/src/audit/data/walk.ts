import type { Pool, PoolClient } from 'pg'
import { type Condition, parameters, parted, sqlOf, type Way, wayOf } from './conditions.ts'
import { isLate, withLimits } from './limits.ts'
import { bounds, type Stretch, sliced, stretchesOf } from './stretches.ts'

/** A log row as the database has it; ids as numbers, which are safe up to 2^53. */
export type LogRow = {
  id: number
  created: Date
  title: string
  model: string
  model_id: number
  action: string
  user_id: number
  org_id: number
  email: string
  org: string
  change: string
  description: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  ip: string | null
  request_id: string | null
  user_agent: string | null
  auth_key_id: number | null
  request_type: number
  event_id: number | null
}
/** Where a page ends: behind this row, in the order of time. */
export type Place = { created: Date; id: number }
export type Walk = {
  conditions: readonly Condition[]
  limit: number
  down: boolean
  after?: Place | undefined /** Milliseconds. */
  patience?: number
}
export type Found = { rows: LogRow[] /** Where to go on; null at the end. */; next: Place | null }

const columns = `l.id::float8 AS id, l.created, l.title, l.model, l.model_id::float8 AS model_id, l.action, l.user_id, l.org_id, l.email, l.org, l.change,
  l.description, l.before, l.after, l.ip, l.request_id, l.user_agent, l.auth_key_id, l.request_type, l.event_id::float8 AS event_id`
/** So many rows are read before an index of texts is asked: what is frequent is among them. */
const glance = 2000
/** So many among them are too many to look up. */
const often = 40

/** The first and the last moment that conditions leave, in milliseconds. */
const timesOf = (conditions: readonly Condition[]) => {
  const times = conditions.filter((one) => 'column' in one && one.column === 'created')
  return {
    low: Math.max(...times.flatMap((one) => ('from' in one ? [Number(one.from)] : []))),
    high: Math.min(...times.flatMap((one) => ('to' in one ? [Number(one.to)] : 'before' in one ? [Number(one.before)] : []))),
  }
}
/** Only pieces that can hold what is wanted. */
const worth = (stretches: Stretch[], { conditions, down, after }: Walk) => {
  const { low, high } = timesOf(conditions)
  const most = down && after ? Math.min(high, after.created.getTime()) : high
  const least = !down && after ? Math.max(low, after.created.getTime()) : low
  const kept = stretches.filter(({ from, to }) => (to ? to.getTime() > least : true) && (from ? from.getTime() <= most : true))
  return down ? kept.reverse() : kept
}

type Ask = { table: string; walk: Walk; limit: number; stretch?: Stretch; way: 'ordered' | 'glance' | 'found' }
const statement = ({ table, walk: { conditions, down, after }, limit, stretch = {}, way }: Ask) => {
  const { values, value } = parameters()
  const { quick, texts } = parted(conditions)
  const beyond = after ? ` AND (l.created, l.id) ${down ? '<' : '>'} (${value(after.created)}, ${value(after.id)})` : ''
  const order = down ? 'ORDER BY l.created DESC, l.id DESC' : 'ORDER BY l.created, l.id'
  const first = sqlOf([...bounds(stretch), ...(way === 'glance' ? quick : conditions)], value, way === 'found') + beyond
  const source = {
    ordered: `${table} l WHERE ${first}`,
    glance: `(SELECT * FROM ${table} l WHERE ${first} ${order} LIMIT ${glance}) l WHERE ${way === 'glance' ? sqlOf(texts, value) : ''}`,
    found: `(SELECT * FROM ${table} l WHERE ${first} OFFSET 0) l`,
  }
  return { text: `SELECT ${columns} FROM ${source[way]} ${order} LIMIT ${value(limit)}`, values }
}

const compare = (a: Place, b: Place) => a.created.getTime() - b.created.getTime() || a.id - b.id
/** Rows may settle between two looks: each counts once. */
const merged = (fresh: LogRow[], settled: LogRow[], down: boolean) => {
  const all = [...new Map([...fresh, ...settled].map((row) => [row.id, row])).values()]
  return all.sort((a, b) => (down ? compare(b, a) : compare(a, b)))
}

const ask = async (client: Pick<PoolClient, 'query'>, question: Ask) => {
  const { text, values } = statement(question)
  return (await client.query<LogRow>(text, values)).rows
}

/** Trigrams are asked through bitmaps only: the planner must not believe that something rare is frequent and read a whole month. */
const byBitmaps = 'SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off'
/** How long all the past may take at once, in milliseconds, before it is walked through piece by piece. */
const attempt = 250

const askFor = (pool: Pool, question: Ask, limits = '') => {
  if (question.way !== 'found' && limits === '') return ask(pool, question)
  return withLimits(pool, `${question.way === 'found' ? byBitmaps : ''}; ${limits}`, (client) => ask(client, question))
}

/** Looks at a row in 400: a burst of something else may hide at a glance what there is a lot of. */
const isFrequent = async (pool: Pool, { conditions }: Walk, stretch: Stretch) => {
  const { values, value } = parameters()
  const where = sqlOf([...bounds(stretch), ...conditions], value)
  const text = `SELECT count(*)::int AS n FROM parts.logs_settled l TABLESAMPLE SYSTEM (0.25) WHERE ${where}`
  const [counted] = (await pool.query<{ n: number }>(text, values)).rows
  return (counted?.n ?? 0) > often / 2
}

/** The settled rows of one piece of time. What is frequent is found at a glance, what is rare by its trigrams. */
const settledIn = async (pool: Pool, walk: Walk, stretch: Stretch, limit: number, way: Way) => {
  const question = { table: 'parts.logs_settled', walk, stretch, limit }
  if (way !== 'found') return ask(pool, { ...question, way: 'ordered' })
  const glanced = await ask(pool, { ...question, way: 'glance' })
  if (glanced.length === limit) return glanced
  const many = glanced.length > often || (await isFrequent(pool, walk, stretch))
  return askFor(pool, { ...question, way: many ? 'ordered' : 'found' })
}

/** What is rare is found in all of the past at once; undefined where that takes too long, for then there is a lot of it. */
const settledAtOnce = async (pool: Pool, walk: Walk, pieces: readonly Stretch[], limit: number, way: Way) => {
  const [first, last] = walk.down ? [pieces.at(-1), pieces[0]] : [pieces[0], pieces.at(-1)]
  if (way === 'scanned' || pieces.length < 2) return undefined
  const stretch = { ...(first?.from && { from: first.from }), ...(last?.to && { to: last.to }) }
  const question: Ask = { table: 'parts.logs_settled', walk, stretch, limit, way: way === 'found' ? 'found' : 'ordered' }
  try {
    return await askFor(pool, question, `SET LOCAL statement_timeout = ${attempt}`)
  } catch (error) {
    if (isLate(error)) return undefined
    throw error
  }
}

/**
 * The newest piece, then the others at once or one by one, until there are enough rows, no piece is left, or the time is up. `seen`: what
 * the newest piece has, where that is known already.
 */
const settledRows = async (pool: Pool, pieces: readonly Stretch[], walk: Walk, wanted: number, seen: LogRow[] | undefined) => {
  const way = wayOf(walk.conditions)
  const until = performance.now() + (walk.patience ?? Number.POSITIVE_INFINITY)
  const rows: LogRow[] = [...(seen ?? [])]
  for (const [at, stretch] of pieces.entries()) {
    if (at === 0 && seen) continue
    const missing = wanted - rows.length
    const rest = at === 1 ? await settledAtOnce(pool, walk, pieces.slice(at), missing, way) : undefined
    rows.push(...(rest ?? (await settledIn(pool, walk, stretch, missing, way))))
    if (rest || rows.length >= wanted) break
    if (performance.now() > until) return { rows, stopped: endOf(stretch, walk.down) }
  }
  return { rows, stopped: null }
}

/** The end of a piece of time as a place: everything in it has been seen. */
const endOf = ({ from, to }: Stretch, down: boolean): Place | null => {
  const edge = down ? from : to
  return edge ? { created: edge, id: down ? 0 : -1 } : null
}

const pageOf = (rows: LogRow[], limit: number, stopped: Place | null): Found => {
  const last = rows[limit - 1]
  if (rows.length > limit && last) return { rows: rows.slice(0, limit), next: { created: last.created, id: last.id } }
  return { rows, next: stopped }
}

/**
 * A page of the log in the order of time: the fresh rows, then the settled ones piece by piece, only as far as needed. Whoever runs out
 * of patience is told how far he came: the page may be short, and `next` goes on from there.
 */
export const walkLogs = async (pool: Pool, names: readonly string[], now: Date, walk: Walk): Promise<Found> => {
  const { limit, down } = walk
  const wanted = limit + 1
  const way = wayOf(walk.conditions)
  const months = stretchesOf(names, now)
  const pieces = worth(way === 'scanned' ? months.flatMap((month) => sliced(month, now)) : months, walk)
  // Where indexes give the order, one look at fresh and settled rows of the newest piece is mostly all there is to it.
  const seen = way === 'ordered' && pieces[0] ? await ask(pool, { table: 'logs', walk, stretch: pieces[0], limit: wanted, way }) : undefined
  if (seen && seen.length === wanted) return pageOf(seen, limit, null)
  const fresh = await ask(pool, { table: 'parts.logs_fresh', walk, limit: wanted, way: 'ordered' })
  const { rows: settled, stopped } = await settledRows(pool, pieces, walk, wanted, seen)
  const rows = merged(fresh, settled, down)
  const within = stopped ? rows.filter((row) => (down ? compare(row, stopped) >= 0 : compare(row, stopped) < 0)) : rows
  return pageOf(within, limit, stopped)
}
