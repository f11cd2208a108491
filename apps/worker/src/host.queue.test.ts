import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openPool } from '@reeve/core/database/db'
import { monthOf } from '@reeve/core/database/partitions'
import { jobs } from '@reeve/core/jobs'
import { systemActor } from '@reeve/core/kernel/systemActor'
import { change } from '@reeve/core/request/change'
import { performable } from '@reeve/core/request/defineJob'
import { errandIn } from '@reeve/core/testing/errand'
import { scene } from '@reeve/core/testing/scene'
import { afterAll, expect, it } from 'vitest'
import { openHost } from './host.ts'

const world = await scene({ populated: false })
const { system, env } = world
const file = path.join(env.DATA_DIR, 'errands')
const errand = errandIn(file, false)
const types = ['default', 'prio']
const children: ChildProcess[] = []
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await world.close()
})

/** What the world was made with, as a process is given it. */
const { DATABASE_URL, DATA_DIR, SECRET_KEY, REDIS_URL, BASE_URL, LOG_LEVEL } = env
const values = { DATABASE_URL, DATA_DIR, SECRET_KEY, REDIS_URL, BASE_URL, LOG_LEVEL }

const start = (name: string) => {
  const child = spawn(process.execPath, ['--no-warnings', fileURLToPath(new URL(name, import.meta.url))], {
    env: { ...process.env, ...values, PORT: '0', ERRANDS: file },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  children.push(child)
  return child
}
const stop = async (child: ChildProcess) => {
  child.kill('SIGTERM')
  await once(child, 'exit')
  return child.exitCode
}
const noted = () => {
  try {
    return readFileSync(file, 'utf8').trim().split('\n')
  } catch {
    return []
  }
}
const send = async (text: string) => {
  await change(system, systemActor(), {}, ({ enqueue }) => enqueue(errand, { text }))
  return (await system.db.job.findFirstOrThrow({ where: { job_input: text } })).id
}
const row = (id: number) => system.db.job.findUniqueOrThrow({ where: { id } })
const soon = { timeout: 15_000, interval: 50 }
const count = async (text: string) => (await system.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${text}`)).rows[0]?.n

it('a worker process performs both real jobs when their schedules are due, settles the log, and ends cleanly', async () => {
  const last = monthOf(system.ports.now(), 2)
  const past = new Date(system.ports.now().getTime() - 1000)
  const many = { user_id: 1, expires: past }
  await system.pool.query(`DROP TABLE parts.${last.name}`)
  await system.db.session.create({ data: { ...many, id: system.ports.random.uuid(), token_hash: 'a'.repeat(64) } })
  await system.db.session.create({
    data: { ...many, id: system.ports.random.uuid(), token_hash: 'b'.repeat(64), expires: new Date('2999-01-01') },
  })
  await system.db.counter.createMany({ data: Array.from({ length: 2500 }, (_, n) => ({ key: `k${n}`, expires: past })) })
  await system.db.log.create({ data: { title: 'to settle', model: 'User', action: 'edit', user_id: 1, org_id: 1, email: '', org: '' } })
  const child = start('main.ts')
  const both = { job_type: { in: ['make_partitions', 'prune_sessions'] } }
  await expect.poll(() => system.db.job.count({ where: { ...both, status: 'completed' } }), soon).toBe(2)
  const messages = (await system.db.job.findMany({ where: both, orderBy: { job_type: 'asc' } })).map(({ message }) => message)
  expect(messages).toEqual([`Job done. Made: ${last.name}.`, 'Job done. Expired sessions removed: 1, codes: 0, counters: 2500.'])
  expect(await system.db.session.count()).toBe(1)
  await expect.poll(() => count('parts.logs_fresh'), soon).toBe(0)
  expect(await count("logs WHERE settled AND title = 'to settle'")).toBe(1)
  expect(await stop(child)).toBe(0)
}, 40_000)

it('what a worker was killed over is done by another, once', async () => {
  const stuck = start('testing/stuckWorker.ts')
  const id = await send('killed')
  await expect.poll(noted, soon).toContain('began killed')
  stuck.kill('SIGKILL')
  await once(stuck, 'exit')
  expect((await row(id)).status).toBe('running')
  // A dead heart is noticed after half a minute; the test does not wait for it.
  await system.pool.query("UPDATE jobs SET heartbeat = heartbeat - interval '1 minute' WHERE id = $1", [id])
  const hosts = await Promise.all([1, 2].map(() => openHost(system, { types, jobs: [...jobs, performable(errand)] })))
  await expect.poll(async () => (await row(id)).status, soon).toBe('completed')
  expect(await row(id)).toMatchObject({ round: 2, retries: 1 })
  expect(noted().filter((line) => line === 'did killed')).toHaveLength(1)
  await Promise.all(hosts.map((host) => host.stop()))
}, 40_000)

it('a worker that is told to stop hands on what it cannot finish', async () => {
  const stuck = start('testing/stuckWorker.ts')
  const id = await send('handed on')
  await expect.poll(noted, soon).toContain('began handed on')
  expect(await stop(stuck)).toBe(0)
  expect(await row(id)).toMatchObject({ status: 'waiting', round: 2, retries: 0 })
  const host = await openHost(system, { types, jobs: [performable(errand)] })
  await expect.poll(async () => (await row(id)).status, soon).toBe('completed')
  await host.stop()
}, 40_000)

it('a worker outlives a database that goes away and comes back', async () => {
  const host = await openHost(system, { types, jobs: [performable(errand)] })
  const name = new URL(env.DATABASE_URL).pathname.slice(1)
  const elsewhere = new URL(env.DATABASE_URL)
  elsewhere.pathname = '/postgres'
  const server = openPool(String(elsewhere), 1, () => {})
  await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
  await server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])
  await new Promise((resolve) => setTimeout(resolve, 3000))
  await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
  await server.end()
  await expect.poll(() => send('after the night').catch(() => 0), soon).toBeGreaterThan(0)
  await expect.poll(noted, soon).toContain('did after the night')
  await host.stop()
}, 60_000)
