import { setTimeout as sleep } from 'node:timers/promises'
import type { Env } from '@reeve/core/kernel/env'

const anywhere = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
])

const addressOf = ({ HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>) => {
  const host = anywhere.get(HOST) ?? HOST
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`
}

const isReady = async (address: string, signal: AbortSignal) => {
  try {
    const { ok } = await fetch(`${address}/readyz`, { signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]) })
    return ok
  } catch {
    return false
  }
}

/** Waits until the api says that it can serve. */
export const untilReady = async (env: Pick<Env, 'HOST' | 'PORT'>, signal: AbortSignal) => {
  const address = addressOf(env)
  for (const end = Date.now() + 60_000; Date.now() < end && !signal.aborted; await sleep(50)) if (await isReady(address, signal)) return
  if (!signal.aborted) throw new Error(`The api did not become ready within a minute; ${address}/readyz says why.`)
}
