import { randomUUID } from 'node:crypto'
import { partsOf } from '@reeve/contract/kernel/address'
import { actsOnRow, type Operation } from '@reeve/contract/kernel/operation'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { ask } from './ask.ts'
import { all, drained, questions, sampleFor } from './testing/catalogueWalk.ts'
import { type Sample, type Strangers, samplesOf, strangersOf } from './testing/samples.ts'
import { ids } from './testing/sampleWorld.ts'
import { type Scene, scene, type Who } from './testing/scene.ts'
import { fieldsIn, withValue } from './testing/schemaWalk.ts'
import { changedTables, type Snapshot, savepoint, snapshot } from './testing/snapshot.ts'

/** Users of Org Alpha neither see nor change what belongs to Org Beta. */
let world: Scene
let samples: Record<string, Sample>
let strangers: Strangers
let restore: (now: Snapshot) => Promise<void>
beforeAll(async () => {
  world = await scene()
  // Codes and heartbeats of the samples hold for seconds: time stands still, however long the walk takes.
  world.clock.at = new Date()
  const id = await ids(world)
  samples = await samplesOf(world, id)
  strangers = await strangersOf(world, id)
  restore = await savepoint(world)
})
afterEach(async () => restore(await snapshot(world)))
afterAll(() => world.close())
const insiders = ['orgadmin', 'user', 'sync', 'readonly'] as const
const ofBeta = /@beta\.test|of-beta/

/** Nouns whose rows every signed-in user may see, with the reason. */
const sharedNouns: Record<string, string> = {
  organisations: 'Users choose among all organisations, unless the list is hidden from them.',
  logos: 'The logo of an organisation is as public as the organisation.',
  roles: 'Roles belong to the instance.',
}

const allowedTo = async (who: Who, { allow }: Operation) => {
  const actor = await world.as(who)
  return allow.test(actor, world.system.settings.all()) ? actor : undefined
}

it.each(questions.filter(([, { kind }]) => !actsOnRow(kind)))('%s shows no user of another organisation', async (name, operation) => {
  for (const who of insiders) {
    const actor = await allowedTo(who, operation)
    if (!actor) continue
    // A refusal must not name users of other organisations either.
    const answer = await ask(world.system, actor, name, sampleFor(samples, name).input).then(drained).catch(String)
    expect(JSON.stringify(answer), `${name} as ${who}`).not.toMatch(ofBeta)
  }
})

it.each(all.filter(([, { kind }]) => actsOnRow(kind)))('%s does not know a row of another organisation', async (name, operation) => {
  const { noun } = partsOf(operation)
  if (noun in sharedNouns) return
  const before = await snapshot(world)
  for (const who of insiders) {
    const actor = await allowedTo(who, operation)
    if (!actor) continue
    const id = strangers.rows[noun]
    if (id === undefined) throw new Error(`${who} may call ${name}: add a row of Org Beta to strangersOf, or the noun to sharedNouns.`)
    const asked = ask(world.system, actor, name, { ...sampleFor(samples, name).input, id })
    await expect(asked, `${name} as ${who}`).rejects.toMatchObject({ kind: 'notFound' })
    expect(changedTables(before, await snapshot(world)), `${name} as ${who}`).toEqual([])
  }
})

/** The id of Org Beta that a field could hold: by the noun that it says it names, else by its key. */
const strangeValue = (key: string, of: string | undefined): string | number | undefined => {
  const byKey: Record<string, string> = {
    user: 'users',
    org: 'organisations',
    auth_key: 'authKeys',
    session: 'sessions',
    authkey: 'authKeys',
  }
  const noun = of ?? byKey[/^(.*?)_ids?$/.exec(key)?.[1] ?? '']
  return noun === undefined ? strangers.fields[key] : strangers.ids[noun]
}
/** Every sample input with one field naming something of Org Beta. */
const strangeInputs = (operation: Operation) =>
  fieldsIn(operation.input).flatMap(({ path, key, schema, info }) => {
    const { noun } = partsOf(operation)
    const value =
      key === 'id' || key === 'ids' ? (actsOnRow(operation.kind) ? undefined : strangers.ids[noun]) : strangeValue(key, info?.of)
    if (value === undefined) return []
    const { input, along = {} } = sampleFor(samples, operation.name)
    const withId = (id: string | number) => {
      const given = [id, String(id), [id], [String(id)]].find((one) => schema.safeParse(one).success)
      return withValue({ ...input, ...along[path.split('.')[0] ?? ''] }, path, given)
    }
    const unused = typeof value === 'number' || /^\d+$/.test(value) ? 987_654_321 : randomUUID()
    return [{ path, value, input: withId(value), unused, without: withId(unused) }]
  })
/** What came of a call, without the id that it named and without times. */
const outcomeOf = async (asked: Promise<unknown>, id: string | number) => {
  const answer: unknown = await asked.then(drained).catch((error: { kind?: string; message: string; fields?: object }) => ({
    kind: error.kind,
    message: error.message,
    fields: error.fields,
  }))
  const timeless = JSON.stringify(answer).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
  const text = timeless.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), 'ID')
  return { text, total: Reflect.get(Object(answer), 'total') as unknown }
}
/** Rows that belong to Org Beta, its users or what they own. */
const rowsOfBeta = (rows: Snapshot) => {
  const owned = new RegExp(`"(org_id|target_org_id)": 3\\b|"user_id": (${strangers.users.join('|')})\\b`)
  return Object.entries(rows).flatMap(([table, lines]) =>
    lines.filter((line) => owned.test(line) || ofBeta.test(line)).map((line) => `${table} ${line}`),
  )
}

it.each(all)('%s takes no id of another organisation, and answers as if it did not exist', async (name, operation) => {
  for (const { path, value, input, unused, without } of strangeInputs(operation))
    for (const who of insiders) {
      const actor = await allowedTo(who, operation)
      if (!actor) continue
      const place = `${name} as ${who} with ${path}`
      const before = rowsOfBeta(await snapshot(world))
      const outcome = await outcomeOf(ask(world.system, actor, name, input), value)
      const now = await snapshot(world)
      expect(rowsOfBeta(now), place).toEqual(before)
      expect(outcome.text, place).not.toMatch(ofBeta)
      expect([undefined, 0], place).toContain(outcome.total)
      await restore(now)
      expect(outcome.text, place).toBe((await outcomeOf(ask(world.system, actor, name, without), unused)).text)
      await restore(await snapshot(world))
    }
})
