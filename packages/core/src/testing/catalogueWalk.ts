import { operations } from '@reeve/contract/catalogue'
import { may, type Rule } from '@reeve/contract/kernel/may'
import { isWrite } from '@reeve/contract/kernel/operation'
import { ask } from '../ask.ts'
import type { Sample } from './samples.ts'
import type { Scene } from './scene.ts'

/** Every operation of the catalogue with its name, for `it.each`. */
export const all = operations.map((operation) => [operation.name, operation] as const)
export const writes = all.filter(([, { kind }]) => isWrite(kind))
export const questions = all.filter(([, { kind }]) => !isWrite(kind))

/** Rules that let callers in who did not sign in. The list is closed: each operation under one of them was reviewed (security 14). */
export const openToAnonymous: ReadonlySet<Rule> = new Set([may.everyone, may.register, may.forget])

/** The answer, with the rows of a stream in one list. */
export const drained = async (answer: unknown): Promise<unknown> => {
  if (!answer || typeof answer !== 'object' || !(Symbol.asyncIterator in answer)) return answer
  const rows: unknown[] = []
  for await (const batch of answer as AsyncIterable<unknown[]>) rows.push(...batch)
  return rows
}

/** Throws where an operation has no sample, so that a new one cannot be left out. */
export const sampleFor = (samples: Record<string, Sample>, name: string): Sample => {
  const sample = samples[name]
  if (!sample) throw new Error(`${name} has no sample: add a line to testing/samples.ts.`)
  return sample
}

/** Asks an operation as its sample says. */
export const askSample = async (world: Scene, name: string, { input, as = 'admin', vouched }: Sample) => {
  const actor = await world.as(as)
  return ask(world.system, { ...actor, from: { ...actor.from, ...(vouched && { proxyAuth: vouched }) } }, name, input)
}
