import { afterAll, beforeAll, expect, it } from 'vitest'
import { columnsPointingAt } from '../../testing/pointing.ts'
import { type Scene, scene } from '../../testing/scene.ts'
import { goingColumns, stayingColumns } from './userColumns.ts'

let world: Scene
beforeAll(async () => {
  world = await scene({ populated: false })
})
afterAll(() => world.close())

it('every column that points at a user says in userColumns.ts what his deletion does with it', async () => {
  const known = [...goingColumns, ...stayingColumns].filter(({ condition }) => condition === undefined)
  expect(await columnsPointingAt(world.system, 'users', '(^|_)(user|owner|admin|creator)_id$|_by$')).toEqual(
    known.map(({ table, column }) => `${table}.${column}`).sort(),
  )
})
