import { setTimeout as sleep } from 'node:timers/promises'
import type { Env } from '@reeve/core/kernel/process/env'

const anywhere = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])

const addressOf = ({ HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>) => {
  const host = anywhere.get(HOST) ?? HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`
}

/** What the api says is missing; empty when nothing is. */
const missingAt = async (address: string, signal: AbortSignal): Promise<string> => {
  try {
    const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]) })
    const said: unknown = await answer.json()
    if (answer.ok) return ''
    const problems = typeof said === 'object' && said !== null && 'problems' in said ? said.problems : []
    return Array.isArray(problems) ? problems.join(', ') : 'it does not say what is missing'
  } catch {
    return 'the api does not answer'
  }
}

/** How long a start may take before it says what it waits for. */
const patience = 10_000

/** Waits until the api says that it can serve. After ten seconds, and whenever that changes, it says what is missing. */
export const untilReady = async (env: Pick<Env, 'HOST' | 'PORT'>, signal: AbortSignal) => {
  const address = addressOf(env)
  const begin = Date.now()
  let told = ''
  for (; !signal.aborted; await sleep(50)) {
    const missing = await missingAt(address, signal)
    if (missing === '') return
    if (missing === told || signal.aborted || Date.now() - begin < patience) continue
    console.error(
      missing === 'the api does not answer'
        ? `Reeve is not ready yet: ${missing}.`
        : `Reeve is not ready yet: ${missing}. What needs nothing of that is served at ${address}/ meanwhile.`,
    )
    told = missing
  }
}
