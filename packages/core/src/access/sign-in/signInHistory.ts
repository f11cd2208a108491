import { z } from 'zod'
import type { LogRow } from '../../audit/data/walk.ts'
import type { ReadContext } from '../../context.ts'
import { networkOf } from '../../database/limit.ts'

/** What the log keeps of the client with a sign-in, whether or not addresses are kept with every row. */
const Profile = z.object({ ip: z.string().nullish(), user_agent: z.string().nullish() })
const parsed = (change: string) => {
  try {
    return Profile.parse(JSON.parse(change))
  } catch {
    return {}
  }
}
/** From where, and with what, somebody came. */
export const profileIn = ({ ip, user_agent, change }: Pick<LogRow, 'ip' | 'user_agent' | 'change'>) => {
  const profile = parsed(change)
  return { ip: ip ?? profile.ip ?? null, user_agent: user_agent ?? profile.user_agent ?? null }
}

/** What people keep while their address changes: the /24 of an IPv4 address, the /48 of an IPv6 one. */
const areaOf = (ip: string | null) => networkOf(ip, { ipv4: 24, ipv6: 48 })
/** What people keep while their browser is renewed: its name without its numbers. */
const browserOf = (agent: string | null) => agent?.replaceAll(/[\d._]+/g, '') ?? null

const compared = 500
/**
 * What about this sign-in was never seen before of the user, in words; undefined where nothing is new, or nothing is known to compare
 * with (operations 5.7).
 */
export const noveltyOf = async ({ logSql, ports, settings, actor: { from } }: ReadContext, user_id: number) => {
  if (!settings['Security.alert_on_suspicious_logins']) return undefined
  const conditions = [
    { column: 'user_id', among: [user_id] },
    { column: 'action', among: ['login'] },
  ] as const
  const { rows } = await logSql.find(ports.now(), { conditions, limit: compared, down: true })
  if (rows.length === 0) return undefined
  const known = rows.map(profileIn)
  const network = areaOf(from.ip)
  const news = [
    ...(known.some(({ ip }) => areaOf(ip) === network) ? [] : [`the network ${network || 'is unknown'}`]),
    ...(known.some(({ user_agent }) => browserOf(user_agent) === browserOf(from.user_agent))
      ? []
      : [`the browser ${from.user_agent ?? 'is unknown'}`]),
  ]
  return news.length > 0 ? `Never seen before of this user: ${news.join(', and ')}.` : undefined
}
