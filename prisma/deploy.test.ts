import pg from 'pg'
import { expect, it } from 'vitest'
import { migrate } from './deploy.ts'
import { migrations } from './migrations.ts'
import { withShadow } from './shadow.ts'

const url = process.env.DATABASE_URL ?? ''

/** Runs one statement on a migrated database of its own and answers what the next start would say. */
const afterwards = (statement: string) =>
  withShadow(url, async (shadow) => {
    await migrate(shadow)
    const client = new pg.Client({ connectionString: shadow })
    await client.connect()
    await client.query(statement)
    await client.end()
    return migrate(shadow)
  })

it('a migrated database has nothing left to apply', async () => {
  expect(await migrate(url)).toEqual([])
})

it('several processes that start at once apply each migration once', async () => {
  const applied = await withShadow(url, (shadow) => Promise.all([1, 2, 3].map(() => migrate(shadow))))
  expect(applied.flat()).toEqual(migrations().map(({ name }) => name))
})

it.each([
  ['was edited after it had been applied', "update _prisma_migrations set checksum = 'other'"],
  ['which this version of Reeve does not know', "update _prisma_migrations set migration_name = '20990101000000_later'"],
  ['failed earlier', 'update _prisma_migrations set finished_at = null'],
])('a start is refused with: … %s …', async (sentence, statement) => {
  await expect(afterwards(statement)).rejects.toThrow(sentence)
})
