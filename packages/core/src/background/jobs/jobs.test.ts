import { afterAll, expect, it } from 'vitest'
import { scene } from '../../testing/scene.ts'

const world = await scene()
const { system, ask } = world
afterAll(() => world.close())

type Counted = { count: number }
type Page = { rows: { id: number; status: string }[]; total: number }
const make = async (status: string, count = 1, more: object = {}) => {
  await system.db.job.createMany({ data: Array.from({ length: count }, () => ({ worker: 'email', job_type: 'letter', status, ...more })) })
}
const empty = () => system.db.job.deleteMany({})
const statuses = async () => {
  const found = await system.db.job.groupBy({ by: ['status'], _count: true })
  return Object.fromEntries(found.map(({ status, _count }) => [status, _count]))
}
const newest = async () => (await system.db.job.findFirstOrThrow({ orderBy: { id: 'desc' } })).id

it('a user sees his own jobs, an org admin those of his organisation, a site admin all', async () => {
  await make('completed', 1, { org_id: 2, user_id: 3 })
  const id = await newest()
  const { id: mine } = await world.as('user')
  await system.db.job.update({ where: { id }, data: { user_id: mine } })
  for (const who of ['admin', 'orgadmin', 'user'] as const) expect((await ask(who, 'jobs.view', { id })).id).toBe(id)
  for (const who of ['publisher', 'borgadmin'] as const)
    await expect(ask(who, 'jobs.view', { id })).rejects.toMatchObject({ kind: 'notFound' })
  await expect(ask('orgadmin', 'jobs.cancel', { id })).rejects.toMatchObject({ kind: 'forbidden' })
  await empty()
})

it('says what cannot be done to a job, and why', async () => {
  await make('running')
  const id = await newest()
  await expect(ask('admin', 'jobs.retry', { id })).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('running') })
  await expect(ask('admin', 'jobs.discard', { id })).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('cancel it first'),
  })
  await system.db.job.update({ where: { id }, data: { status: 'completed' } })
  await expect(ask('admin', 'jobs.cancel', { id })).rejects.toMatchObject({ kind: 'conflict' })
  await empty()
})

it('all that match are retried or discarded, as many as were seen', async () => {
  await make('failed', 30)
  await make('failed', 5, { worker: 'cache' })
  await make('completed', 3)
  const { total } = await ask<Page>('admin', 'jobs.list', { status: 'failed', worker: 'email' })
  await make('failed')
  await expect(ask('admin', 'jobs.retryAll', { status: 'failed', worker: 'email', expect: total })).rejects.toMatchObject({
    kind: 'conflict',
    data: { count: 31 },
  })
  expect(await ask<Counted>('admin', 'jobs.retryAll', { status: 'failed', worker: 'email', expect: 31 })).toEqual({ count: 31 })
  expect(await statuses()).toEqual({ waiting: 31, failed: 5, completed: 3 })
  expect(await ask<Counted>('admin', 'jobs.discardAll', { status: 'failed', expect: 5 })).toEqual({ count: 5 })
  expect(await ask<Counted>('admin', 'jobs.cancelAll', { worker: 'email', expect: 31 })).toEqual({ count: 31 })
  expect(await statuses()).toEqual({ cancelled: 31, completed: 3 })
  expect((await world.logs({ model: 'Job' })).map(({ title }) => title)).toEqual([
    'Jobs: 31 are tried again',
    'Jobs: 5 discarded',
    'Jobs: 31 are cancelled',
  ])
  await empty()
})

it('clearing completed leaves failed and running rows, also by age', async () => {
  for (const status of ['waiting', 'running', 'completed', 'failed', 'cancelled']) await make(status, 2)
  await system.db
    .$executeRaw`UPDATE jobs SET date_modified = now() - interval '10 days' WHERE id = (SELECT min(id) FROM jobs WHERE status = 'completed')`
  expect(await ask<Counted>('admin', 'jobs.purge', { older: 7 })).toEqual({ count: 1 })
  expect(await ask<Counted>('admin', 'jobs.purge', {})).toEqual({ count: 1 })
  expect(await statuses()).toEqual({ waiting: 2, running: 2, failed: 2, cancelled: 2 })
  expect(await ask<Counted>('admin', 'jobs.purge', { what: 'all' })).toEqual({ count: 6 })
  expect(await statuses()).toEqual({ running: 2 })
  await empty()
})

it('without background jobs the index is not there, and what is asked for is done at once', async () => {
  await ask('admin', 'settings.edit', { id: 'MISP.background_jobs', value: false })
  await expect(ask('admin', 'jobs.index', {})).rejects.toMatchObject({
    kind: 'notFound',
    message: 'Background jobs are not enabled on this instance.',
  })
  await make('failed', 1, { job_type: 'prune_sessions', worker: 'default' })
  await ask('admin', 'jobs.retry', { id: await newest() })
  expect(await statuses()).toEqual({ completed: 1 })
  await ask('admin', 'settings.edit', { id: 'MISP.background_jobs', value: true })
  await empty()
})

it('progress is asked by number or type, and 0 for what one may not see', async () => {
  await make('running', 1, { progress: 37 })
  const id = await newest()
  expect(await ask('admin', 'jobs.progress', { of: String(id) })).toEqual({ progress: 37 })
  expect(await ask('admin', 'jobs.progress', { of: 'letter' })).toEqual({ progress: 37 })
  expect(await ask('user', 'jobs.progress', { of: String(id) })).toEqual({ progress: 0 })
  expect(await ask('admin', 'jobs.states', { ids: `${id},999` })).toEqual([{ id, status: 'running', progress: 37 }])
  await empty()
})
