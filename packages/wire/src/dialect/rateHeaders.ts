type Rate = { limit: number; remaining: number; reset: number }

/** The three headers of the wire, which `/api` speaks too (people-data 0.8). */
export const rateHeaders = ({ limit, remaining, reset }: Rate) => ({
  'X-Rate-Limit-Limit': String(limit),
  'X-Rate-Limit-Remaining': String(remaining),
  'X-Rate-Limit-Reset': String(reset),
})

const isRate = (value: unknown): value is Rate =>
  typeof value === 'object' && value !== null && 'limit' in value && 'remaining' in value && 'reset' in value
/** What a refusal says besides its text: how long to wait, and what is left of the limit. */
export const waitHeaders = ({ wait, rate }: Record<string, unknown>): Record<string, string> => ({
  ...(typeof wait === 'number' && { 'Retry-After': String(wait) }),
  ...(isRate(rate) && rateHeaders(rate)),
})
