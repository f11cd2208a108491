import { operations } from '@reeve/contract/catalogue'
import { addressOf } from '@reeve/contract/kernel/address'
import { may, perms } from '@reeve/contract/kernel/may'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { anonymous } from './access/actors/actors.ts'
import { ask } from './ask.ts'
import { all, askSample, openToAnonymous, sampleFor, writes } from './testing/catalogueWalk.ts'
import { type Sample, samplesOf } from './testing/samples.ts'
import { ids } from './testing/sampleWorld.ts'
import { actorWith, from, type Scene, scene } from './testing/scene.ts'

/** Walks over the catalogue: what they prove holds for every operation added later. Refused calls change nothing, so all share one scene. */
let world: Scene
let samples: Record<string, Sample>
beforeAll(async () => {
  world = await scene()
  // Codes and heartbeats of the samples hold for seconds: time stands still, however long the walk takes.
  world.clock.at = new Date()
  samples = await samplesOf(world, await ids(world))
})
afterAll(() => world.close())

it.each(all)('%s is refused without its permission', async (name, { allow }) => {
  if (openToAnonymous.has(allow)) return
  const { input } = sampleFor(samples, name)
  await expect(ask(world.system, anonymous(from), name, input)).rejects.toMatchObject({ kind: 'unauthenticated' })
  // An actor with every permission except those that the rule names must be refused too.
  const needed = perms.filter((perm) => perm !== 'perm_site_admin' && allow.test(actorWith([perm]), world.system.settings.all()))
  if (needed.length === perms.length - 1) return
  const others = perms.filter((perm) => perm !== 'perm_site_admin' && !needed.includes(perm))
  await expect(ask(world.system, actorWith(others), name, input)).rejects.toMatchObject({ kind: 'forbidden' })
})

it.each(writes)('%s is refused to a read-only key', async (name, { allow }) => {
  if (allow === may.everyone) return
  const { input } = sampleFor(samples, name)
  await expect(ask(world.system, actorWith(perms, { readOnly: true }), name, input)).rejects.toMatchObject({ kind: 'forbidden' })
})

it.each(all)('%s refuses a field it does not know', async (name) => {
  const sample = sampleFor(samples, name)
  const asked = askSample(world, name, { ...sample, input: { ...sample.input, nosuchfield: 1 } })
  await expect(asked).rejects.toMatchObject({ kind: 'invalid', fields: { nosuchfield: [expect.any(String)] } })
})

it('no two operations share an address', () => {
  const addresses = operations.map((operation) => Object.values(addressOf(operation)).join(' '))
  expect(addresses).toEqual([...new Set(addresses)])
})
