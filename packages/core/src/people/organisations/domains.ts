import type { Prisma } from '../../../generated/client.ts'

/** The domains an organisation keeps to, as its JSON column has them; null until they are set for the first time. */
export const domainsOf = (value: Prisma.JsonValue) =>
  Array.isArray(value) ? value.filter((domain): domain is string => typeof domain === 'string') : null

/** Whether an address is of one of these domains, or below one; where there are none, every address is. */
export const takesAddress = (domains: readonly string[], email: string) => {
  const text = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return domains.length === 0 || domains.map((one) => one.toLowerCase()).some((one) => text === one || text.endsWith(`.${one}`))
}
