import { fail } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import type { Operation } from '@reeve/contract/kernel/operation'
import type { System } from '../context.ts'

/** What the role leaves to a caller: how often in all, how often still, and in how many seconds it begins anew. */
export type Rate = { limit: number; remaining: number; reset: number }
const quarter = 900

/**
 * Counts what is marked `counted` for its user, whichever key and process it comes through (people-data 0.8). Browsers are not counted.
 * Undefined where there is no limit, or no count to be had: then all may pass.
 */
export const countRate = async ({ limits }: System, actor: Actor, { counted }: Operation, wire: boolean): Promise<Rate | undefined> => {
  const { rate: limit, from } = actor
  if (limit === null || from.way !== 'key' || counted === undefined || (wire && counted === 'api')) return undefined
  if (limit === 0) fail('forbidden', 'Searches by auth key are not allowed for this role.', { data: { rate: 0 } })
  const found = await limits.count('rate', String(actor.id), quarter).catch(() => undefined)
  if (!found) return undefined
  const rate = { limit, remaining: Math.max(0, limit - found.count), reset: found.left }
  return found.count <= limit ? rate : fail('busy', 'Rate limit exceeded.', { data: { wait: found.left, rate } })
}
