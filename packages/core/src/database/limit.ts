import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import type { Pool } from 'pg'

/** Counts of short life, kept by one clock, the database's (security 29), for all processes together. */

/** One thing, or two that are kept apart, so that all counts with the same second can be forgotten, whatever the first. */
export type Counted = string | readonly [string, string]
const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const keyed = (kind: string, of: Counted) => [kind, ...[of].flat().map(digest)].join(':')

/** An e-mail as a counter knows it: `A@x`, `a@x ` and `a@X` are one (security 29). */
export const canonical = (email: string) => email.normalize('NFKC').trim().toLowerCase()

/** The network of an address, however that is written: as wide as a counter takes it, which is the /64 of an IPv6 address. */
export const networkOf = (ip: string | null, wide = { ipv4: 32, ipv6: 64 }) => {
  if (ip === null || !ipaddr.isValid(ip)) return ip ?? ''
  const address = ipaddr.process(ip)
  const range = `${address.toString()}/${wide[address.kind()]}`
  const network = address.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(range) : ipaddr.IPv6.networkAddressFromCIDR(range)
  return `${network.toString()}/${wide[address.kind()]}`
}

export type Count = { count: number /** Seconds until it is forgotten. */; left: number }
export type Limits = {
  /** Adds one; answers how many there were within `seconds` of the first, this one included. */
  count: (kind: string, of: Counted, seconds: number) => Promise<Count>
  /** Takes one back. */
  discount: (kind: string, of: Counted) => Promise<void>
  forget: (kind: string, of: Counted) => Promise<void>
  /** All of a kind, or those with this second thing; answers how many were still counting. */
  forgetAll: (kind: string, second?: string) => Promise<number>
}

export const limitsOf = (pool: Pool): Limits => ({
  count: async (kind, of, seconds) => {
    const { rows } = await pool.query<Count>(
      `INSERT INTO counters AS c (key, count, expires) VALUES ($1, 1, now() + make_interval(secs => $2))
       ON CONFLICT (key) DO UPDATE SET
         count = CASE WHEN c.expires <= now() THEN 1 ELSE c.count + 1 END,
         expires = CASE WHEN c.expires <= now() THEN excluded.expires ELSE c.expires END
       RETURNING count, ceil(extract(epoch FROM expires - now()))::int AS left`,
      [keyed(kind, of), seconds],
    )
    return rows[0] ?? { count: 1, left: seconds }
  },
  discount: async (kind, of) => void (await pool.query('UPDATE counters SET count = count - 1 WHERE key = $1', [keyed(kind, of)])),
  forget: async (kind, of) => void (await pool.query('DELETE FROM counters WHERE key = $1', [keyed(kind, of)])),
  forgetAll: async (kind, second) => {
    const { rows } = await pool.query<{ n: number }>(
      `WITH gone AS (DELETE FROM counters WHERE key LIKE $1 RETURNING expires)
       SELECT count(*) FILTER (WHERE expires > now())::int AS n FROM gone`,
      [second === undefined ? `${kind}:%` : `${kind}:%:${digest(second)}`],
    )
    return rows[0]?.n ?? 0
  },
})
