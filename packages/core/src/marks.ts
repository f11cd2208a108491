import type { Pool } from 'pg'
import type { Prisma } from '../generated/client.ts'
import type { Db } from './db.ts'
import { writeLogs } from './log.ts'

/** Traces of mere use, written in batches after the answer: when a key was last used and from where, and notes of requests. */
export type Marks = {
  keyUsed: (use: { key_id: number; user_id: number; ip: string | null; at: Date }) => void
  note: (row: Prisma.LogCreateManyInput) => void
  flush: () => Promise<void>
  close: () => Promise<void>
}
type Use = Parameters<Marks['keyUsed']>[0]
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

export const openMarks = (pool: Pool, db: Db, report: (error: unknown) => void): Marks => {
  const uses = new Map<string, Use>()
  let notes: Prisma.LogCreateManyInput[] = []
  let flushing = Promise.resolve()
  const write = async () => {
    const [used, noted] = [[...uses.values()], notes]
    uses.clear()
    notes = []
    if (used.length > 0) await writeUses(pool, used)
    await writeLogs(db, noted)
  }
  const flush = () => (flushing = flushing.then(write).catch(report))
  const timer = setInterval(() => void (uses.size + notes.length > 0 && flush()), every).unref()
  return {
    keyUsed: (use) => void uses.set(`${use.key_id} ${use.ip}`, use),
    note: (row) => void notes.push(row),
    flush,
    close: async () => {
      clearInterval(timer)
      await flush()
    },
  }
}
