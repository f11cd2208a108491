import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { expect, it } from 'vitest'
import { freePort } from '../../apps/cli/src/freePort.ts'
import { programOf } from '../../apps/cli/src/testRun/prerequisites.ts'
import { withRedis } from '../../apps/cli/src/testRun/redis.ts'
import { askDatabase, installation, until } from './installation.ts'

const key = 'started'.padEnd(40, '0')

const modeOf = (...names: string[]) => (statSync(path.join(...names)).mode & 0o777).toString(8)

it('an empty folder becomes a served instance, whose first admin is told once', async () => {
  const { folder, port, start, ready } = await installation()
  const first = start()
  expect(await first.ready).toBe(`http://127.0.0.1:${port}/`)
  expect(await ready()).toBe(true)
  expect(first.output()).toContain('admin@admin.test')
  expect(first.output()).toContain(`Reeve is ready at http://127.0.0.1:${port}/`)
  expect(readFileSync(path.join(folder, 'first-login.txt'), 'utf8')).toContain('admin@admin.test')
  for (const secret of ['first-login.txt', 'secret.key', 'postgres.password']) expect(modeOf(folder, secret)).toBe('600')
  expect(readFileSync(path.join(folder, 'secret.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
  expect(await first.stop()).toBe(0)

  const second = start()
  await second.ready
  expect(second.output()).not.toContain('password')
})

it('the embedded database asks for a password even on loopback', async () => {
  const { folder, start, postmaster } = await installation()
  await start().ready
  expect(postmaster()).toBeGreaterThan(0)
  const port = Number(readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3])
  for (const password of ['', 'guessed']) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'reeve', database: 'reeve', password })
    await expect(client.connect()).rejects.toThrow(/password/)
  }
  expect(await askDatabase(folder, 'select 1 as one')).toEqual([{ one: 1 }])
})

it('the database of DATABASE_URL is made, migrated and used instead of an own one', async () => {
  const server = new URL(process.env.TEST_PG ?? '')
  server.pathname = `/start_${process.pid}`
  const { folder, start, ready } = await installation({ DATABASE_URL: server.toString() })
  await start().ready
  expect(await ready()).toBe(true)
  expect(() => statSync(path.join(folder, 'postgres'))).toThrow(/ENOENT/)
})

it.skipIf(!programOf('redis-server'))('with REDIS_URL the queue lives there', () =>
  withRedis(programOf('redis-server') ?? '', async (url) => {
    const { start, ready } = await installation({ REDIS_URL: url })
    const launcher = start()
    await launcher.ready
    expect(await ready()).toBe(true)
    expect(await launcher.stop()).toBe(0)
  }),
)

it('without the Redis of REDIS_URL it says so and serves what needs no queue', async () => {
  const { start, port, ready } = await installation({ REDIS_URL: `redis://127.0.0.1:${await freePort()}`, REEVE_ADMIN_KEY: key })
  const launcher = start()
  await until('a sentence', () => launcher.output().includes('the queue at REDIS_URL does not answer'), 60_000)
  expect(await ready()).toBe(false)
  const at = (address: string, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {}) =>
    fetch(`http://127.0.0.1:${port}${address}`, { ...init, headers: { authorization: key, accept: 'application/json', ...init.headers } })
  expect(await (await at('/readyz')).json()).toMatchObject({ problems: [expect.stringContaining('REDIS_URL')] })
  expect((await at('/users/view/me')).status).toBe(200)
  // What needs the queue is accepted, and kept.
  const body = '{}'
  const headers = { 'content-type': 'application/json' }
  expect((await at('/api/tasks/4/runNow', { method: 'POST', body, headers })).status).toBe(200)
  expect(await launcher.stop()).toBe(0)
})

it('a half-made database folder is put aside, not mistaken for a database and not deleted', async () => {
  const { folder, start } = await installation()
  mkdirSync(path.join(folder, 'postgres'))
  writeFileSync(path.join(folder, 'postgres', 'PG_VERSION'), '18\n')
  await start().ready
  const aside = readdirSync(folder).find((name) => name.startsWith('postgres.unusable-'))
  expect(readdirSync(path.join(folder, aside ?? ''))).toEqual(['PG_VERSION'])
})
