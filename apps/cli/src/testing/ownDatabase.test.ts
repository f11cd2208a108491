import { existsSync } from 'node:fs'
import pg from 'pg'
import { expect, it } from 'vitest'

it('a test file finds a migrated database of its own and a data folder', async () => {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  const { rows } = await client.query('select count(*)::int as tables from pg_tables where schemaname = $1', ['public'])
  await client.end()
  expect(rows[0].tables).toBeGreaterThan(5)
  expect(existsSync(process.env.DATA_DIR ?? '')).toBe(true)
})
