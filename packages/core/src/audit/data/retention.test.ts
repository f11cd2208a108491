import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { batch, makeMonths, settle } from '../../database/partitions.ts'
import { type Scene, scene } from '../../testing/scene.ts'

let world: Scene
const settleAll = async () => {
  for (let moved = batch; moved > 0; ) moved = await settle(world.system.pool)
}
const entry = (created: string, action: string, more: object = {}) => ({
  created: new Date(created),
  action,
  title: `${action} of ${created}`,
  model: 'User',
  model_id: 3,
  user_id: 3,
  org_id: 2,
  email: 'user@alpha.test',
  org: 'Org Alpha',
  ...more,
})
beforeAll(async () => {
  world = await scene()
  const { db, pool } = world.system
  world.clock.at = new Date('2026-11-24T12:00:00Z')
  await makeMonths(pool, new Date('2026-01-15T00:00:00Z'))
  await db.log.createMany({
    data: [
      entry('2026-01-10T10:00:00Z', 'login'),
      entry('2026-01-11T10:00:00Z', 'auth_fail'),
      entry('2026-01-31T23:59:59.999Z', 'edit'),
      entry('2026-02-10T10:00:00Z', 'login'),
      entry('2026-02-11T10:00:00Z', 'email'),
      entry('2026-03-11T10:00:00Z', 'login'),
    ],
  })
  const request = { user_id: 1, org_id: 1, request_method: 'GET', controller: 'users', action: 'view', url: '/', response_code: 200 }
  await db.accessLog.create({
    data: { ...request, memory_usage: 1, duration: 1, query_count: 1, created: new Date('2026-01-10T10:00:00Z') },
  })
  await settleAll()
})
afterAll(() => world.close())

type Leaving = { name: string; classes: string[]; going: number; staying: number; bytes: number }
const preview = (days: object) => world.ask<Leaving[]>('admin', 'logs.retention', days)
const titles = async () =>
  (await world.system.db.log.findMany({ where: { created: { lt: new Date('2026-04-01') } }, orderBy: { created: 'asc' } })).map(
    ({ title }) => title,
  )
const set = (id: string, value: unknown) => world.ask('admin', 'settings.edit', { id, value })
const run = async () => {
  const { change } = await import('../../request/change.ts')
  const { systemActor } = await import('../../kernel/systemActor.ts')
  const { logRetention } = await import('../logRetention.ts')
  await change(world.system, systemActor(), { inline: true }, ({ enqueue }) => enqueue(logRetention, {}))
  return world.system.db.job.findFirstOrThrow({ where: { job_type: 'log_retention' }, orderBy: { id: 'desc' } })
}

it('keeps everything until somebody says otherwise', async () => {
  expect(await preview({})).toEqual([])
  const before = await titles()
  expect(await run()).toMatchObject({ status: 'completed', message: 'Job done. Everything is kept for ever.' })
  expect(await titles()).toEqual(before)
})

it('shows what would go, by whole months, before anything goes', async () => {
  expect(await preview({ auth: 280 })).toMatchObject([{ name: 'logs_2026_01', classes: ['auth'], going: 2, staying: 1 }])
  expect(await preview({ auth: 200, email: 200 })).toMatchObject([
    { name: 'logs_2026_01', going: 2, staying: 1 },
    { name: 'logs_2026_02', going: 2, staying: 0 },
    { name: 'logs_2026_03', going: 1, staying: 0 },
  ])
  expect(await preview({ access: 30 })).toMatchObject([
    { name: 'access_logs_2026_01' },
    { name: 'access_logs_2026_02' },
    { name: 'access_logs_2026_03' },
  ])
  expect(await titles()).toHaveLength(6)
})

it('refuses to forget changes while they can be undone', async () => {
  await expect(set('Logs.retention_days_data', 10)).rejects.toMatchObject({ kind: 'invalid' })
})

it('lets months go after their archive; what is kept longer stays, and is found as before', async () => {
  await set('Logs.retention_days_auth', 280)
  expect(await run()).toMatchObject({ status: 'completed', message: 'Job done. 2 entries of 1 months removed.' })
  expect(await titles()).toEqual([
    'edit of 2026-01-31T23:59:59.999Z',
    'login of 2026-02-10T10:00:00Z',
    'email of 2026-02-11T10:00:00Z',
    'login of 2026-03-11T10:00:00Z',
  ])
  const folder = path.join(world.env.DATA_DIR, 'archive')
  expect(readdirSync(folder)).toEqual(['logs_2026_01-auth.ndjson.gz'])
  const lines = gunzipSync(readFileSync(path.join(folder, 'logs_2026_01-auth.ndjson.gz')))
    .toString()
    .trim()
    .split('\n')
  expect(lines.map((line): { title: string } => JSON.parse(line)).map(({ title }) => title)).toEqual([
    'login of 2026-01-10T10:00:00Z',
    'auth_fail of 2026-01-11T10:00:00Z',
  ])
  const found = await world.ask<{ rows: object[] }>('admin', 'logs.list', { title: 'edit of 2026-01' })
  expect(found.rows).toHaveLength(1)
  expect(await world.ask('admin', 'logs.histogram', { from: '2026-01-01', to: '2026-02-01' })).toMatchObject({ total: 1, how: 'hours' })
  expect(await preview({})).toEqual([])
  expect(await world.system.db.log.findMany({ where: { action: 'truncate' } })).toMatchObject([
    { model: 'Log', email: 'SYSTEM', change: '2 entries (auth) of logs_2026_01 removed, archived before.' },
  ])
})

it('drops a month that has nothing left, and takes what still comes for it', async () => {
  await set('Logs.archive', false)
  await set('Logs.retention_days_auth', 260)
  await set('Logs.retention_days_email', 200)
  await set('Logs.retention_days_access', 30)
  await run()
  expect(await titles()).toEqual(['edit of 2026-01-31T23:59:59.999Z', 'login of 2026-03-11T10:00:00Z'])
  const there = await world.system.pool.query(
    "SELECT to_regclass('parts.logs_2026_02') AS log, to_regclass('parts.access_logs_2026_01') AS access",
  )
  expect(there.rows).toEqual([{ log: null, access: null }])
  expect(await world.system.db.accessLog.count()).toBe(0)
  await world.system.db.log.create({ data: entry('2026-02-20T10:00:00Z', 'edit') })
  await settleAll()
  expect(await titles()).toContain('edit of 2026-02-20T10:00:00Z')
})
