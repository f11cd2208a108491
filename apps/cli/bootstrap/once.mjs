import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { places } from './places.mjs'

/** Runs a step when its inputs are not those of the last time it went well, or when what it makes is gone. */
export async function once(name, inputs, product, step) {
  const stamp = path.join(places.state, `${name}.stamp`)
  const hash = createHash('sha256').update(inputs.join('\0')).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && existsSync(product)) return
  await step()
  mkdirSync(places.state, { recursive: true })
  writeFileSync(stamp, hash)
}
