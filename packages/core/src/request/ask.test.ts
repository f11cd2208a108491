import { operations } from '@reeve/contract/catalogue'
import { Failure } from '@reeve/contract/inputs/failure'
import type { Operation } from '@reeve/contract/kernel/operation'
import { users } from '@reeve/contract/people/users'
import { afterAll, beforeAll, expect, expectTypeOf, it } from 'vitest'
import { ask, registry } from '../ask.ts'
import { type Scene, scene } from '../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())

const all: readonly Operation[] = operations
const forged = (value: unknown, id: number) => Buffer.from(JSON.stringify({ value, id })).toString('base64url')
const cursors = ['x', '%%%', forged('zz', 1), forged(1e300, 1), forged(true, 1), forged('\ud800', 1), forged(null, Number.MAX_SAFE_INTEGER)]

it.each(all.filter(({ kind }) => kind === 'list').map(({ name }) => [name]))(
  '%s takes no forged cursor for a fault of its own',
  async (name) => {
    const actor = await world.as('admin')
    const sorts = registry.get(name)?.operation.input.shape.sort
    const columns: string[] = ['id', ...(sorts?.unwrap?.().options ?? [])]
    for (const sort of columns)
      for (const after of cursors) {
        const answer = await ask(world.system, actor, name, { after, ...(sort !== 'id' && { sort }) }).catch((error: unknown) => error)
        if (answer instanceof Error)
          expect({ sort, after, is: answer instanceof Failure ? answer.kind : String(answer) }).toEqual({ sort, after, is: 'invalid' })
      }
  },
)

it('refuses what nests too deeply and what PostgreSQL cannot store, naming the field', async () => {
  let deep: unknown = 1
  for (let level = 0; level < 50_000; level++) deep = [deep]
  const actor = await world.as('admin')
  for (const value of [deep, 'half \ud800', 'zero \0'])
    await expect(ask(world.system, actor, 'userSettings.set', { setting: 'homepage', value })).rejects.toMatchObject({
      kind: 'invalid',
      fields: { value: [expect.any(String)] },
    })
})

it('finds the rows of every parent that an operation states', () => {
  const stated = [...registry.values()].filter(({ operation }) => operation.under)
  expect(stated.length).toBeGreaterThan(0)
  expect(stated.filter(({ parent }) => !parent?.words).map(({ operation }) => operation.name)).toEqual([])
})

it('answers in the type of the operation', async () => {
  const page = await ask(world.system, await world.as('admin'), users.list, { limit: 1 })
  expectTypeOf(page.rows[0]?.email).toEqualTypeOf<string | undefined>()
  expect(page.rows).toHaveLength(1)
})
