import { invalid } from '@reeve/contract/inputs/failure'
import type { ReadContext } from '../../context.ts'
import { readKey } from './keys.ts'

type Input = { key: string | null | undefined; stored?: string | null; field?: string }
/** A key that is new here must be one that mail can be encrypted to; what is stored may stay. Slow: for `prepare`. */
export const refuseUselessKey = async ({ ports }: Pick<ReadContext, 'ports'>, { key, stored, field = 'gpgkey' }: Input) => {
  if (!key?.trim() || key.trim() === stored?.trim()) return
  const { problem } = await readKey(key, ports.now())
  if (problem !== null) invalid({ [field]: [problem] })
}

/** What a page says of a stored key: `OK`, or why nothing can be encrypted to it; nothing where there is none (people-data 2.2). */
export const keyShown = async (key: string | null, now: Date) => {
  const { state, fingerprint, expires, problem } = await readKey(key, now)
  return state === 'none' ? {} : { pgp_status: problem ?? 'OK', fingerprint, key_expires: expires?.toISOString() ?? null }
}
