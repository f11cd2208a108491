import { partsOf } from '@reeve/contract/kernel/address'
import { actsOnRow } from '@reeve/contract/kernel/operation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from './request/ask.ts'
import { all, drained, questions, sampleFor } from './testing/catalogueWalk.ts'
import { type Sample, samplesOf, strangersOf } from './testing/samples.ts'
import { ids } from './testing/sampleWorld.ts'
import { type Scene, scene } from './testing/scene.ts'
import { changedTables, snapshot } from './testing/snapshot.ts'

/** Users of Org Alpha neither see nor change what belongs to Org Beta. */
let world: Scene
let samples: Record<string, Sample>
let strangers: Record<string, string | number>
beforeAll(async () => {
  world = await scene()
  const id = await ids(world)
  samples = await samplesOf(world, id)
  strangers = await strangersOf(world, id)
})
afterAll(() => world.close())
const insiders = ['orgadmin', 'user', 'sync', 'readonly'] as const

it.each(questions.filter(([, { kind }]) => !actsOnRow(kind)))('%s shows no user of another organisation', async (name, { allow }) => {
  for (const who of insiders) {
    const actor = await world.as(who)
    if (!allow.test(actor, world.system.settings.all())) continue
    // A refusal must not name users of other organisations either.
    const answer = await ask(world.system, actor, name, sampleFor(samples, name).input).then(drained).catch(String)
    expect(JSON.stringify(answer), `${name} as ${who}`).not.toMatch(/@beta\.test|of-beta/)
  }
})

it.each(all.filter(([, { kind }]) => actsOnRow(kind)))('%s does not know a row of another organisation', async (name, operation) => {
  const stranger = strangers[partsOf(operation).noun]
  if (stranger === undefined) return
  const before = await snapshot(world)
  for (const who of insiders) {
    const actor = await world.as(who)
    if (!operation.allow.test(actor, world.system.settings.all())) continue
    const asked = ask(world.system, actor, name, { ...sampleFor(samples, name).input, id: stranger })
    await expect(asked, `${name} as ${who}`).rejects.toMatchObject({ kind: 'notFound' })
    expect(changedTables(before, await snapshot(world)), `${name} as ${who}`).toEqual([])
  }
})
