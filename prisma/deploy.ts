import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { type Migration, migrations } from './migrations.ts'

/** The key of Prisma's own advisory lock, so that `prisma migrate deploy` and this never run at once. */
const lockKey = 72_707_369

/** The table as Prisma makes it: its own tools read what is written here. */
const createTable = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
    logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`

type Applied = { migration_name: string; checksum: string; finished_at: Date | null }

const appliedTo = async (client: pg.Client) => {
  const text = 'select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null order by started_at'
  return (await client.query<Applied>(text)).rows
}

/** Refuses what would end in a database that no checkout describes; answers the migrations that are still to be applied. */
const outstanding = (applied: Applied[], known: Migration[]) => {
  for (const { migration_name, checksum, finished_at } of applied) {
    const migration = known.find(({ name }) => name === migration_name)
    if (!finished_at)
      throw new Error(`Migration ${migration_name} failed earlier; mend the database, then delete its row from _prisma_migrations.`)
    if (!migration)
      throw new Error(
        `The database has migration ${migration_name}, which this version of Reeve does not know: it is older than the database.`,
      )
    if (migration.checksum !== checksum) throw new Error(`Migration ${migration_name} was edited after it had been applied.`)
  }
  return known.filter(({ name }) => !applied.some(({ migration_name }) => migration_name === name))
}

/** A script goes to the server whole: splitting it at semicolons would break functions. */
const apply = async (client: pg.Client, { name, sql, checksum }: Migration) => {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), now(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

/** Brings the database up to date and answers the names of the migrations it applied; safe from several processes at once. */
export const migrate = async (databaseUrl: string) => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'reeve migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(createTable)
    const todo = outstanding(await appliedTo(client), migrations())
    for (const migration of todo) await apply(client, migration)
    return todo.map(({ name }) => name)
  } finally {
    await client.end()
  }
}
