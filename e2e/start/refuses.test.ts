import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { naming } from '../launcher.ts'
import { installation } from './installation.ts'

type Start = Awaited<ReturnType<typeof installation>>['start']

/** Starts, expects a refusal, and answers what was said. */
const refusal = async (start: Start, ...how: Parameters<Start>) => {
  const launcher = start(...how)
  expect(await launcher.exit).toBe(1)
  return launcher.output().trim()
}

const testServer = (change: (url: URL) => void) => {
  const url = new URL(process.env.TEST_PG ?? '')
  change(url)
  return url.toString()
}

it('a port that is taken', async () => {
  const { folder, port, start } = await installation()
  const other = createServer().listen(port, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  expect(await refusal(start)).toBe(`Port ${port} of 127.0.0.1 cannot be used: something else listens there. Choose another one with PORT.`)
  expect(naming(folder)).toEqual([])
})

it('a data folder that cannot be written to', async () => {
  const { folder, start } = await installation()
  writeFileSync(path.join(folder, 'file'), '')
  const wanted = path.join(folder, 'file', 'data')
  expect(await refusal(start, { DATA_DIR: wanted })).toBe(`DATA_DIR ${wanted} cannot be written to (ENOTDIR).`)
})

it('a data folder on which Reeve already runs', async () => {
  const { folder, start } = await installation()
  await start().ready
  expect(await refusal(start)).toMatch(new RegExp(`^Reeve already runs on ${folder} \\(process \\d+\\)\\.$`))
})

it('a wrong database password, which is not repeated', async () => {
  const { start } = await installation()
  const said = await refusal(start, { DATABASE_URL: testServer((url) => Object.assign(url, { password: 'wrong-guess' })) })
  expect(said).toMatch(/^The database at \S+ refuses the user \S+ or the password in DATABASE_URL\.$/)
})

it('a database that does not answer', async () => {
  const { port, start } = await installation()
  const said = await refusal(start, { DATABASE_URL: `postgresql://reeve:secret@127.0.0.1:${port}/reeve` })
  expect(said).toBe(`The database at 127.0.0.1:${port} cannot be reached (ECONNREFUSED).`)
})

it('an address of a database that is none', async () => {
  const { start } = await installation()
  expect(await refusal(start, { DATABASE_URL: 'my database' })).toMatch(/^DATABASE_URL is not an address like /)
})

it('a SECRET_KEY that is not the one the database was made with', async () => {
  const { start, folder } = await installation()
  const first = start()
  await first.ready
  await first.stop()
  const said = await refusal(start, { SECRET_KEY: 'f'.repeat(64) })
  expect(said).toContain('SECRET_KEY')
  expect(naming(folder)).toEqual([])
})

it('a Node older than 20', async () => {
  const { folder, start } = await installation()
  const disguise = path.join(folder, 'old.cjs')
  writeFileSync(disguise, "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } })")
  expect(await refusal(start, {}, { nodeArgs: ['--require', disguise] })).toBe('Reeve needs Node 20 or later; this is Node 18.20.4.')
})
