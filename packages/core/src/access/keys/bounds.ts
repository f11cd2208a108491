import { fail, invalid } from '@reeve/contract/inputs/failure'
import type { WriteContext } from '../../context.ts'
import { isWithin } from '../../kernel/addressRanges.ts'

/** How far the key of a caller reaches. Empty addresses and no expiration are no bound. */
export type Bounds = { allowed_ips: readonly string[]; expiration: Date | null }

/** The bounds of the key that a call was made with; a call without a key has none. */
export const boundsOf = async ({ read, actor }: Pick<WriteContext, 'read' | 'actor'>): Promise<Bounds> => {
  const id = actor.from.auth_key_id
  if (id === null) return { allowed_ips: [], expiration: null }
  return (await read.authKey.findUnique({ where: { id } })) ?? fail('forbidden', 'The auth key of this call has been deleted.')
}

const outsideOf = ({ allowed_ips }: Bounds, ranges: readonly string[]) =>
  allowed_ips.length === 0 ? [] : ranges.filter((range) => !isWithin(allowed_ips, range))

/** Refuses addresses and a time beyond those of the caller's key. What is undefined is not checked. */
export const checkBounds = (
  bounds: Bounds,
  { allowed_ips, expiration }: { allowed_ips?: readonly string[] | undefined; expiration?: Date | null | undefined },
) => {
  const limited = `The key of this call is limited to ${bounds.allowed_ips.join(', ')}.`
  if (allowed_ips?.length === 0 && bounds.allowed_ips.length > 0) invalid({ allowed_ips: [`Give at least one address. ${limited}`] })
  const outside = outsideOf(bounds, allowed_ips ?? [])
  if (outside.length > 0) invalid({ allowed_ips: outside.map((range) => `${range} is not allowed. ${limited}`) })
  const latest = bounds.expiration
  if (latest !== null && expiration !== undefined && (expiration === null || expiration > latest))
    invalid({ expiration: [`The key of this call expires on ${latest.toISOString()}. Choose no later time.`] })
}

/** The addresses of a new key: those given, or those of the caller's key where none are given. */
export const addressesWithin = (bounds: Bounds, ranges: readonly string[]) => (ranges.length > 0 ? [...ranges] : [...bounds.allowed_ips])

const sooner = (one: Date | null, other: Date | null) => (one === null || other === null ? (one ?? other) : one < other ? one : other)
/** The given time, or that of the caller's key where that is sooner. */
export const cutEnd = ({ expiration }: Bounds, wanted: Date | null) => sooner(expiration, wanted)
