import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { inDatabase } from '../../../../prisma/shadow.ts'

const server = inject('server')
const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`
const folder = mkdtempSync(path.join(tmpdir(), 'reeve-test-'))

const ask = async (text: string) => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

await ask(`create database ${name} template ${inject('template')} strategy file_copy`)

/** Before the test file's own imports run, so that whatever reads the environment at import finds it. */
Object.assign(process.env, {
  DATABASE_URL: inDatabase(server, name),
  DATA_DIR: folder,
  // Whatever a test leaves in the temporary folder goes away with ours.
  TMPDIR: folder,
  SECRET_KEY: 'a secret for tests only, 32 bytes or more',
  LOG_LEVEL: 'fatal',
  NODE_ENV: 'test',
})

afterAll(async () => {
  await ask(`drop database if exists ${name} with (force)`)
  rmSync(folder, { recursive: true, force: true })
})
