import { hostname, userInfo } from 'node:os'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { scene } from '../../testing/scene.ts'

const world = await scene({ populated: false })
const { system, ask } = world
afterAll(() => world.close())

const { username: user } = userInfo()
const make = (pid: number, queue: string, more: object = {}) =>
  system.db.worker.create({ data: { worker_id: `${hostname()}:${pid}:${queue}`, hostname: hostname(), pid, queue, user, ...more } })
const slot = (queues: string[], more: object = {}) => system.db.workerSlot.create({ data: { supervisor: 'here:/data', queues, ...more } })
const slots = () => system.db.workerSlot.findMany({ orderBy: { id: 'asc' } })
type Status = { issues: number; queues: { queue: string; ok: boolean; oldest: number | null; waiting: number; paused: boolean }[] }
const queueOf = async (name: string) => (await ask<Status>('admin', 'workers.status', {})).queues.find(({ queue }) => queue === name)

beforeEach(async () => {
  await system.db.worker.deleteMany({})
  await system.db.workerSlot.deleteMany({})
  await system.db.job.deleteMany({})
})

it('a queue is well when somebody alive works on it; each other worker and each empty queue is an issue', async () => {
  for (const queue of ['default', 'prio', 'email', 'cache', 'update']) await make(1, queue)
  await make(2, 'email', { heartbeat: new Date('2026-01-01') })
  const status = await ask<Status>('admin', 'workers.status', {})
  expect(status.queues.filter(({ ok }) => !ok).map(({ queue }) => queue)).toEqual(['scheduler'])
  expect(status.issues).toBe(2)
})

it('tells how many jobs wait in a queue, and how long the first does', async () => {
  const due = new Date(system.ports.now().getTime() - 90_000)
  await system.db.job.createMany({
    data: [
      { worker: 'email', job_type: 'a', due },
      { worker: 'email', job_type: 'b', due: new Date('2999-01-01') },
    ],
  })
  const email = await queueOf('email')
  expect(email).toMatchObject({ waiting: 2, delayed: 1 })
  expect(email?.oldest).toBeGreaterThanOrEqual(90)
})

it('a worker is started where a launcher is, and nowhere else', async () => {
  await expect(ask('admin', 'workers.start', { queue: 'email' })).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('no launcher'),
  })
  await slot(['default'])
  await ask('admin', 'workers.start', { queue: '_schdlr_' })
  expect((await slots()).map(({ queues }) => queues)).toEqual([['default'], ['scheduler']])
  await make(5, 'update')
  await expect(ask('admin', 'workers.start', { queue: 'update' })).rejects.toMatchObject({
    message: 'Only one `update` worker can run at a time',
  })
})

it('one queue is taken from a process, and the process is not brought back when it has none left', async () => {
  const { id } = await slot(['default', 'email'])
  const email = await make(7, 'email', { slot_id: id })
  const other = await make(7, 'default', { slot_id: id })
  await ask('admin', 'workers.stop', { id: email.id })
  expect(await system.db.worker.findUnique({ where: { id: email.id } })).toMatchObject({ wanted: 'stop' })
  expect(await slots()).toMatchObject([{ queues: ['default'], wanted: true }])
  await ask('admin', 'workers.stop', { pid: other.pid })
  expect(await slots()).toMatchObject([{ wanted: false }])
  expect(await world.logs({ action: 'stop_worker' })).toHaveLength(3)
  await expect(ask('admin', 'workers.stop', { pid: 999_999 })).rejects.toMatchObject({
    kind: 'notFound',
    message: 'Worker with pid=999999 not found.',
  })
})

it('dead workers are forgotten and what nobody works on gets a worker', async () => {
  await slot(['default'])
  await make(1, 'default')
  const dead = await make(2, 'email', { heartbeat: new Date('2026-01-01') })
  await ask('admin', 'workers.restartDead', {})
  expect(await system.db.worker.findUnique({ where: { id: dead.id } })).toBeNull()
  expect((await slots())[1]?.queues).toEqual(['prio', 'email', 'cache', 'update', 'scheduler'])
})

it('all are ended, and started anew', async () => {
  await slot(['default'])
  await make(1, 'default')
  await ask('admin', 'workers.killAll', { force: true })
  expect(await slots()).toMatchObject([{ wanted: false, force: true }])
  await ask('admin', 'workers.restart', {})
  expect((await slots())[0]).toMatchObject({ wanted: true, force: false, round: 2 })
})

it('nothing is started or stopped where the service manager does that', async () => {
  await ask('admin', 'settings.edit', { id: 'MISP.manage_workers', value: false })
  for (const [name, input] of [
    ['start', { queue: 'email' }],
    ['stop', { pid: 1 }],
    ['restart', {}],
    ['restartDead', {}],
    ['killAll', {}],
  ] as const)
    await expect(ask('admin', `workers.${name}`, input)).rejects.toMatchObject({
      kind: 'conflict',
      message: 'Workers are managed by the service manager',
    })
  await ask('admin', 'settings.edit', { id: 'MISP.manage_workers', value: true })
})

it('a queue is cleared of what waits, and of nothing else', async () => {
  for (const status of ['waiting', 'running', 'failed']) await system.db.job.create({ data: { worker: 'email', job_type: 'a', status } })
  await system.db.job.create({ data: { worker: 'cache', job_type: 'a' } })
  expect(await ask('admin', 'workers.clear', { queue: 'email' })).toEqual({ count: 1 })
  expect((await system.db.job.findMany({ orderBy: { id: 'asc' } })).map(({ status, message }) => `${status} ${message}`.trim())).toEqual([
    'cancelled Cleared.',
    'running',
    'failed',
    'waiting',
  ])
})

it('a paused queue is a setting, so that every worker hears of it', async () => {
  await ask('admin', 'workers.pause', { queue: 'email' })
  await ask('admin', 'workers.pause', { queue: 'cache' })
  expect(await queueOf('email')).toMatchObject({ paused: true })
  await ask('admin', 'workers.unpause', { queue: 'email' })
  expect(await queueOf('email')).toMatchObject({ paused: false })
  expect(await ask('admin', 'settings.view', { id: 'SimpleBackgroundJobs.paused_queues' })).toMatchObject({ value: 'cache' })
  await expect(ask('admin', 'workers.pause', { queue: 'scheduler' })).rejects.toMatchObject({ kind: 'invalid' })
  await ask('admin', 'workers.unpause', { queue: 'cache' })
})
