import type { Prisma } from '../../generated/client.ts'

/** The domains an organisation keeps to, as its JSON column has them; null until they are set for the first time. */
export const domainsOf = (value: Prisma.JsonValue) =>
  Array.isArray(value) ? value.filter((domain): domain is string => typeof domain === 'string') : null
