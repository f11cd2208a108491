import { filterOf } from '@reeve/contract/kernel/filters'
import { isWrite } from '@reeve/contract/kernel/operation'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { Prisma } from '../generated/client.ts'
import { ask } from './ask.ts'
import { logged, unlogged } from './context.ts'
import { all, askSample, drained, sampleFor } from './testing/catalogueWalk.ts'
import { type Sample, samplesOf } from './testing/samples.ts'
import { ids } from './testing/sampleWorld.ts'
import { type Scene, scene, tables } from './testing/scene.ts'
import { changedTables, type Snapshot, savepoint, snapshot, tablesOfUse } from './testing/snapshot.ts'

/** One scene for all operations: after each, the database is brought back. */
let world: Scene
let samples: Record<string, Sample>
let restore: (now: Snapshot) => Promise<void>
beforeAll(async () => {
  world = await scene()
  // Codes and heartbeats of the samples hold for seconds: time stands still, however long the walk takes.
  world.clock.at = new Date()
  samples = await samplesOf(world, await ids(world))
  restore = await savepoint(world)
})
afterEach(async () => restore(await snapshot(world)))
afterAll(() => world.close())

/** Columns that no answer may hold, by table. */
const secretColumns = {
  users: ['password', 'totp'],
  auth_keys: ['key_hash'],
  sessions: ['token_hash'],
  mailed_codes: ['hash'],
}
const secretsIn = (rows: Snapshot): string[] =>
  Object.entries(secretColumns).flatMap(([table, columns]) =>
    (rows[table] ?? []).flatMap((row) => {
      const read: Record<string, unknown> = JSON.parse(row)
      return columns.map((column) => read[column]).filter((value): value is string => typeof value === 'string' && value !== '')
    }),
  )

/** For every table, the model under which the log keeps a change of it, or null where `unlogged` gives the reason. */
const modelOf: Record<string, string | null> = {
  users: 'User',
  organisations: 'Organisation',
  organisation_logos: 'Organisation',
  organisation_merges: 'Organisation',
  roles: 'Role',
  auth_keys: 'AuthKey',
  system_settings: 'Server',
  user_settings: 'UserSetting',
  saved_views: 'SavedView',
  inbox: 'Inbox',
  tasks: 'Task',
  sessions: null,
  mailed_codes: null,
  terms: null,
  monitored: null,
  jobs: null,
  job_attempts: null,
  workers: null,
  worker_slots: null,
  alerts: null,
  mails: null,
  task_runs: null,
  instance: null,
  logs: null,
}
const expectLogged = (name: string, before: Snapshot, after: Snapshot) => {
  const fresh = (after.logs ?? []).filter((row) => !before.logs?.includes(row))
  const models = fresh.map((row): unknown => JSON.parse(row).model)
  for (const table of changedTables(before, after)) if (modelOf[table]) expect(models, `${name} changed ${table}`).toContain(modelOf[table])
}

it.each(all.map(([name, { kind }]) => [name, isWrite(kind) ? 'logs what it changes' : 'changes nothing'] as const))(
  '%s %s, and gives no stored secret away',
  async (name, effect) => {
    const sample = sampleFor(samples, name)
    await sample.before?.(world)
    const before = await snapshot(world)
    const answer = JSON.stringify(await drained(await askSample(world, name, sample)))
    const after = await snapshot(world)
    if (effect === 'changes nothing') expect(changedTables(before, after)).toEqual([])
    else expectLogged(name, before, after)
    for (const secret of [...secretsIn(before), ...secretsIn(after)]) expect(answer).not.toContain(secret)
  },
)

it.each(all.filter(([, { kind }]) => kind === 'list' || kind === 'export'))(
  '%s finds nothing by a stored secret',
  async (name, operation) => {
    const secrets = [...new Set(secretsIn(await snapshot(world)))]
    expect(secrets.length).toBeGreaterThan(10)
    const filters = Object.entries(operation.input.shape).filter(
      ([, schema]) => schema instanceof z.ZodType && ['has', 'is', 'own'].includes(filterOf(schema)?.kind ?? ''),
    )
    for (const [key, schema] of filters)
      for (const secret of secrets.filter((one) => schema instanceof z.ZodType && schema.safeParse(one).success)) {
        const answer = await drained(await ask(world.system, await world.as('admin'), name, { [key]: secret }))
        const rows: unknown = Array.isArray(answer) ? answer : Reflect.get(Object(answer), 'rows')
        expect(rows, `${key} ${secret}`).toEqual([])
      }
  },
)

it('brings back everything that an operation changed', async () => {
  const before = await snapshot(world)
  await world.ask('admin', 'settings.edit', { id: 'MISP.org', value: 'Changed' })
  await askSample(world, 'users.delete', sampleFor(samples, 'users.delete'))
  const after = await snapshot(world)
  expect(changedTables(before, after)).toEqual(expect.arrayContaining(['users', 'auth_keys', 'logs', 'system_settings']))
  await restore(after)
  expect(await snapshot(world)).toEqual(before)
  expect((await world.system.settings.fresh())['MISP.org']).not.toBe('Changed')
})

it('states of every table whether its changes are logged', () => {
  expect(Object.keys(modelOf).sort()).toEqual(tables.filter((table) => !tablesOfUse.has(table)).sort())
})

it('knows of every model whether it is logged', () => {
  const models = Object.values(Prisma.ModelName).map((name) => name[0]?.toLowerCase() + name.slice(1))
  expect(Object.keys({ ...logged, ...unlogged }).sort()).toEqual(models.sort())
})
