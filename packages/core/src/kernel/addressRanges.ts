import ipaddr from 'ipaddr.js'

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

/** Whether every address of a range is in one of the others. */
export const isWithin = (ranges: readonly string[], text: string) => {
  const inner = rangeOf(text)
  return ranges.some((one) => {
    const outer = rangeOf(one)
    if (inner === undefined || outer === undefined || inner[0].kind() !== outer[0].kind()) return false
    return inner[1] >= outer[1] && inner[0].match(outer[0], outer[1])
  })
}
