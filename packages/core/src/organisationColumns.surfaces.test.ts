import { settingNames } from '@reeve/contract/settings'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { movingColumns, organisationSettings, stayingColumns } from './organisationColumns.ts'
import { type Scene, scene } from './testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene({ populated: false })
})
afterAll(() => world.close())
const known = [...movingColumns, ...stayingColumns].map(({ table, column }) => `${table}.${column}`).sort()

/** What points at organisations: by foreign key, or by name. */
const pointing = `
  SELECT c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
  JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name ~ '(^|_)org(c|anisation)?_(id|uuid)$'
  UNION
  SELECT k.table_name || '.' || k.column_name FROM information_schema.referential_constraints r
  JOIN information_schema.key_column_usage k ON k.constraint_name = r.constraint_name AND k.constraint_schema = r.constraint_schema
  JOIN information_schema.table_constraints u ON u.constraint_name = r.unique_constraint_name AND u.constraint_schema = r.unique_constraint_schema
  WHERE u.table_name = 'organisations'
  ORDER BY 1`

it('every column that points at an organisation says in organisationColumns.ts what a merge does with it', async () => {
  const { rows } = await world.system.pool.query<{ name: string }>(pointing)
  expect(rows.map(({ name }) => name)).toEqual(known)
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
