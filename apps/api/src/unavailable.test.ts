import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { openSystem } from '@reeve/core/system'
import { describe, expect, it } from 'vitest'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { buildApp } from './app.ts'
import { apiOver } from './testing/apiOver.ts'

const { world, app } = await apiOver(scene())
const authorization = world.keys.get('admin') ?? ''
const { pool } = world.system

describe('a full disk', () => {
  const full = 'There is no space left on the disk, so nothing was saved. Free space on the server, then try again.'
  it('is the reason that a write is refused with, on either surface', async () => {
    await pool.query(`CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`)
    for (const table of ['organisations', 'logs'])
      await pool.query(`CREATE TRIGGER full_${table} BEFORE INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION disk_full()`)
    const add = (url: string) =>
      app.inject({ method: 'POST', url, headers: { authorization, accept: 'application/json' }, payload: { name: 'Does not fit' } })
    const answer = await add('/api/organisations')
    expect([answer.statusCode, answer.headers['retry-after'], answer.json()]).toMatchObject([
      503,
      '10',
      { error: 'unavailable', message: full },
    ])
    const wire = await add('/admin/organisations/add')
    expect([wire.statusCode, wire.headers['retry-after'], wire.json()]).toMatchObject([503, '10', { message: full }])
    await pool.query('DROP FUNCTION disk_full CASCADE')
    expect((await add('/api/organisations')).statusCode).toBe(200)
  })

  it('makes the instance not ready', async () => {
    await pool.query(
      'CREATE TABLE IF NOT EXISTS _prisma_migrations (migration_name text, finished_at timestamptz, rolled_back_at timestamptz)',
    )
    const database = new URL(world.env.DATABASE_URL).pathname.slice(1)
    await pool.query(`ALTER DATABASE "${database}" SET temp_file_limit = '64kB'`)
    const system = await openSystem(world.env, { log: world.system.log, connections: 2 })
    const cramped = await buildApp(system)
    const answer = await cramped.inject('/readyz')
    await pool.query(`ALTER DATABASE "${database}" RESET temp_file_limit`)
    await cramped.close()
    await system.close()
    expect([answer.statusCode, answer.json<{ problems: string[] }>().problems]).toEqual([
      503,
      expect.arrayContaining([expect.stringMatching(/^the database cannot write: /)]),
    ])
  })
})

it('a database that does not answer is told, on either surface', async () => {
  const { port, hostname } = new URL(world.env.DATABASE_URL)
  const sockets = new Set<Socket>()
  const forwarder = createServer((socket) => {
    const onward = connect(Number(port), hostname)
    for (const one of [socket, onward]) sockets.add(one.on('error', () => one.destroy()))
    socket.pipe(onward).pipe(socket)
  }).listen(0, '127.0.0.1')
  await once(forwarder, 'listening')
  const url = new URL(world.env.DATABASE_URL)
  url.port = String((forwarder.address() as AddressInfo).port)
  const system = await openSystem({ ...world.env, DATABASE_URL: url.href }, { log: world.system.log, connections: 2 })
  const alone = await buildApp(system)
  forwarder.close()
  for (const socket of sockets) socket.destroy()
  for (const path of ['/api/users', '/organisations/index']) {
    const answer = await alone.inject({ url: path, headers: { authorization, accept: 'application/json' } })
    expect([answer.statusCode, answer.json().message]).toEqual([
      503,
      'The database does not answer at the moment. Try again in a few seconds.',
    ])
  }
  expect((await alone.inject('/readyz')).json()).toMatchObject({ problems: expect.arrayContaining(['the database does not answer']) })
  await alone.close()
  await system.close()
})

it('a server that cannot keep up refuses at once, and still tells how it is', async () => {
  const loaded = await buildApp(world.system, { maxHeapUsedBytes: 1 })
  // The first sample is taken after a second.
  await expect.poll(() => loaded.inject('/api/users').then(({ statusCode }) => statusCode), { timeout: 10_000 }).toBe(503)
  const answer = await loaded.inject('/api/users')
  expect([answer.headers['retry-after'], answer.json()]).toMatchObject([
    '10',
    { error: 'unavailable', message: expect.stringMatching(/overloaded/) },
  ])
  const wire = await loaded.inject({ url: '/organisations/index', headers: { accept: 'application/json', authorization } })
  expect([wire.statusCode, wire.headers['retry-after'], wire.json().name]).toEqual([503, '10', expect.stringMatching(/overloaded/)])
  expect((await loaded.inject('/healthz')).statusCode).toBe(200)
  expect((await loaded.inject('/readyz')).json()).toHaveProperty('problems')
  await loaded.close()
})
