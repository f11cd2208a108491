import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../../../prisma/migrate.ts'
import { fingerprint } from '../../../../prisma/migrations.ts'
import { inDatabase } from '../../../../prisma/shadow.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    server: string
    template: string
  }
}

/** Any number that no other user of the server takes: one test run makes the template, the others wait for it. */
const lockKey = 727_001

const isMade = async (client: pg.Client, name: string) =>
  (await client.query('select 1 from pg_database where datname = $1 and datistemplate', [name])).rowCount === 1

const make = async (client: pg.Client, server: string, name: string) => {
  await client.query(`drop database if exists ${name} with (force)`)
  await client.query(`create database ${name}`)
  await migrate(inDatabase(server, name))
  await client.query(`alter database ${name} is_template true`)
}

/** One database with all migrations, named after them, which each test file copies. */
export default async (project: TestProject) => {
  const server = process.env.TEST_PG
  if (!server) throw new Error('These tests need a PostgreSQL: run them with `npm test -- <filter>`, or name a server in TEST_PG.')
  const template = `reeve_${fingerprint()}`
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    if (!(await isMade(client, template))) await make(client, server, template)
  } finally {
    await client.end()
  }
  project.provide('server', server)
  project.provide('template', template)
}
