import { operations } from '@reeve/contract/catalogue'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { Prisma } from '../../generated/client.ts'
import { sampleFor } from '../testing/catalogueWalk.ts'
import { type Sample, samplesOf } from '../testing/samples.ts'
import { ids } from '../testing/sampleWorld.ts'
import { type Scene, scene } from '../testing/scene.ts'
import { type Snapshot, savepoint, snapshot } from '../testing/snapshot.ts'

/** Keys of any table, and what nobody says of himself. */
const pinned = [
  ...new Set(
    Object.entries(Prisma)
      .filter(([name]) => name.endsWith('ScalarFieldEnum'))
      .flatMap(([, columns]) => Object.keys(columns as object))
      .filter((column) => /^id$|_id$|_by$|^uuid$|hash$|^totp$|^version$|^last_|^date_|^created$/.test(column)),
  ),
]
const number = 424_242_424
const text = `${number}`

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

const everything = async ({ pool }: Scene['system']) => {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'parts')`,
  )
  const tables = await Promise.all(rows.map(({ name }) => pool.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} t`)))
  return tables.flatMap((table) => table.rows.map(({ row }) => row))
}

const writers = operations.filter(({ kind }) => kind === 'add' || kind === 'edit').map((operation) => [operation.name, operation] as const)

it.each(writers)('security 8: %s keeps no key that it does not take, whatever the wire sends along', async (name, { input }) => {
  const { input: values, as = 'admin', before } = sampleFor(samples, name)
  await before?.(world)
  const along = Object.fromEntries(
    pinned.filter((key) => !(key in input.shape)).map((key) => [key, /hash|uuid|totp/.test(key) ? text : number]),
  )
  expect(Object.keys(along).length).toBeGreaterThan(20)
  await world.ask(as, name, { ...values, ...along }, { wire: true })
  await world.system.usageWriter.flush()
  expect((await everything(world.system)).filter((row) => row.includes(text))).toEqual([])
})
