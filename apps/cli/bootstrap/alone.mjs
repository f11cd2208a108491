import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { takeLock } from './lock.mjs'
import { places } from './places.mjs'

/** Several commands may be started side by side: one does the work, the others wait until it is done. */
export async function alone(name, work, signal) {
  mkdirSync(places.state, { recursive: true })
  const file = path.join(places.state, `${name}.lock`)
  let lock = takeLock(file)
  for (; !lock; lock = takeLock(file)) await sleep(200, undefined, { signal })
  try {
    await work()
  } finally {
    lock.release()
  }
}
