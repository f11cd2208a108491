import { settingNames } from '@reeve/contract/settings/settings'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { columnsPointingAt } from '../../testing/pointing.ts'
import { type Scene, scene } from '../../testing/scene.ts'
import { movingColumns, organisationSettings, stayingColumns } from './organisationColumns.ts'

let world: Scene
beforeAll(async () => {
  world = await scene({ populated: false })
})
afterAll(() => world.close())
const known = [...movingColumns, ...stayingColumns].map(({ table, column }) => `${table}.${column}`).sort()

it('every column that points at an organisation says in organisationColumns.ts what a merge does with it', async () => {
  expect(await columnsPointingAt(world.system, 'organisations', '(^|_)org(c|anisation)?_(id|uuid)$')).toEqual(known)
})

it('no moving column is part of a unique key, where two rows could become one', async () => {
  const { rows } = await world.system.pool.query<{ name: string }>(`
    SELECT c.relname || '.' || a.attname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey) WHERE i.indisunique`)
  const moving = movingColumns.map(({ table, column }) => `${table}.${column}`)
  expect(rows.map(({ name }) => name).filter((name) => moving.includes(name))).toEqual([])
})

it('every setting that names an organisation follows it', () => {
  expect(settingNames.filter((name) => name.endsWith('org_id'))).toEqual([...organisationSettings])
})
