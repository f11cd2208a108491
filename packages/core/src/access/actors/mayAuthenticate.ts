import ipaddr from 'ipaddr.js'

export type Hindrance = { message: string; title: string }

/**
 * Whether a user may come in at all, whatever the way: password, auth key, session, and those to come. It takes the whole row
 * of `users`, so that no check can pass because its column was not asked for (security 3). Undefined: he may.
 */
export const mayAuthenticate = (user: Record<string, unknown>, now: Date): Hindrance | undefined => {
  if (user.disabled !== false)
    return { message: 'Authentication failed. Your user account has been disabled.', title: 'Login attempt by disabled user.' }
  const { expiration } = user
  if (expiration === undefined)
    return {
      message: 'Authentication failed. Your user account could not be checked.',
      title: 'Login attempt by a user whose account could not be checked.',
    }
  const end =
    expiration === null
      ? Number.POSITIVE_INFINITY
      : typeof expiration === 'string' || expiration instanceof Date
        ? new Date(expiration).getTime()
        : Number.NaN
  // Not "end <= now": a date that cannot be read must not let anybody in.
  return end > now.getTime()
    ? undefined
    : { message: 'Authentication failed. Your user account has expired.', title: 'Login attempt by expired user.' }
}

const rangeOf = (text: string) => {
  if (text.includes('/')) return ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : undefined
  if (!ipaddr.isValid(text) || (!text.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(text))) return undefined
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128] as const
}
/** An address or a range in CIDR notation. */
export const isRange = (text: string) => rangeOf(text) !== undefined

/** Whether an address is in one of the ranges; no ranges allow all. An IPv4 address in IPv6 clothes counts as itself. */
export const allowsAddress = (ranges: readonly string[], ip: string | null) => {
  if (ranges.length === 0) return true
  if (ip === null || !ipaddr.isValid(ip)) return false
  const address = ipaddr.process(ip)
  return ranges.some((text) => {
    const range = rangeOf(text)
    return range?.[0].kind() === address.kind() && address.match(range[0], range[1])
  })
}
