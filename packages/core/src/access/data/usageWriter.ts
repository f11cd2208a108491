import type { Pool } from 'pg'
import type { Prisma } from '../../../generated/client.ts'
import type { Db } from '../../database/db.ts'
import { writeLogs } from '../../kernel/log/log.ts'

/** Traces of mere use, written in batches after the answer: when a key was last used and from where, and notes of requests. */
export type UsageWriter = {
  keyUsed: (use: { key_id: number; user_id: number; ip: string | null; at: Date }) => void
  note: (row: Prisma.LogCreateManyInput) => void
  /** A request for the access log. */
  asked: (row: Prisma.AccessLogCreateManyInput) => void
  /** A request counted for its user, key (0: a session) and address. */
  counted: (use: Counted) => void
  flush: () => Promise<void>
  close: () => Promise<void>
}
type Counted = { user_id: number; auth_key_id: number; ip: string; at: Date }
type Use = Parameters<UsageWriter['keyUsed']>[0]
const every = 1000

const writeUses = (pool: Pool, uses: Use[]) =>
  pool.query(
    `WITH used AS (SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::timestamptz[]) AS u(key_id, user_id, ip, at)),
      keys AS (UPDATE auth_keys k SET last_used = used.at,
        unique_ips = CASE WHEN used.ip IS NULL OR used.ip = ANY(k.unique_ips) THEN k.unique_ips ELSE k.unique_ips || used.ip END
        FROM used WHERE k.id = used.key_id)
     UPDATE users SET last_api_access = used.at FROM used WHERE users.id = used.user_id`,
    [uses.map((use) => use.key_id), uses.map((use) => use.user_id), uses.map((use) => use.ip), uses.map((use) => use.at)],
  )

const writeCounts = (pool: Pool, counts: (Counted & { count: number })[]) =>
  pool.query(
    `INSERT INTO api_use AS a (day, user_id, auth_key_id, ip, count, last_seen)
     SELECT (at AT TIME ZONE 'UTC')::date, user_id, auth_key_id, ip, count, at
     FROM unnest($1::int[], $2::int[], $3::text[], $4::timestamptz[], $5::int[]) AS u(user_id, auth_key_id, ip, at, count) ORDER BY 1, 2, 3, 4
     ON CONFLICT (day, user_id, auth_key_id, ip) DO UPDATE
       SET count = a.count + excluded.count, last_seen = GREATEST(a.last_seen, excluded.last_seen)`,
    [
      counts.map((one) => one.user_id),
      counts.map((one) => one.auth_key_id),
      counts.map((one) => one.ip),
      counts.map((one) => one.at),
      counts.map((one) => one.count),
    ],
  )

export const openUsageWriter = (pool: Pool, db: Db, report: (error: unknown) => void): UsageWriter => {
  const uses = new Map<string, Use>()
  const counts = new Map<string, Counted & { count: number }>()
  let notes: Prisma.LogCreateManyInput[] = []
  let requests: Prisma.AccessLogCreateManyInput[] = []
  let flushing = Promise.resolve()
  const write = async () => {
    const [used, counted, noted, asked] = [[...uses.values()], [...counts.values()], notes, requests]
    uses.clear()
    counts.clear()
    notes = []
    requests = []
    if (used.length > 0) await writeUses(pool, used)
    if (counted.length > 0) await writeCounts(pool, counted)
    await writeLogs(db, noted)
    if (asked.length > 0) await db.accessLog.createMany({ data: asked })
  }
  const flush = () => (flushing = flushing.then(write).catch(report))
  const timer = setInterval(() => void (uses.size + counts.size + notes.length + requests.length > 0 && flush()), every).unref()
  return {
    keyUsed: (use) => void uses.set(`${use.key_id} ${use.ip}`, use),
    note: (row) => void notes.push(row),
    asked: (row) => void requests.push(row),
    counted: (use) => {
      const key = `${use.at.toISOString().slice(0, 10)} ${use.user_id} ${use.auth_key_id} ${use.ip}`
      counts.set(key, { ...use, count: (counts.get(key)?.count ?? 0) + 1 })
    },
    flush,
    close: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
