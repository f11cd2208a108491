import { afterAll, beforeEach, expect, it } from 'vitest'
import { mailAlerts } from '../../mail/send/mailAlerts.ts'
import { scene } from '../../testing/scene.ts'
import { watchOf } from './watch.ts'

const world = await scene({ populated: false })
const { system } = world
afterAll(() => world.close())

const queues = ['default', 'prio', 'email', 'cache', 'update', 'scheduler']
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const make = (queue: string, heartbeat: Date, pid = 1, more: { started?: Date; slot_id?: number; hostname?: string } = {}) =>
  system.db.worker.create({
    data: { worker_id: `test:${pid}:${queue}`, hostname: 'test', pid, queue, heartbeat, started: minutesAgo(60), ...more },
  })
type Page = { rows: { key: string; message: string; cleared: string | null }[] }
const open = async () => (await world.ask<Page>('admin', 'alerts.list', { open: true })).rows.map(({ key }) => key).sort()
const twice = async () => {
  const watch = watchOf(system)
  await watch()
  await watch()
}

beforeEach(async () => {
  await system.db.worker.deleteMany({})
  await system.db.job.deleteMany({})
  await system.db.alert.deleteMany({})
  await system.db.task.updateMany({ data: { next_execution_time: null } })
  for (const queue of queues) await make(queue, new Date())
})

it('nothing is raised while all is well', async () => {
  await twice()
  expect(await open()).toEqual([])
})

it('a dead worker is an alert until it is gone', async () => {
  const { id } = await make('email', minutesAgo(1), 2)
  await watchOf(system)()
  expect(await open()).toEqual(['worker test:2'])
  await system.db.worker.delete({ where: { id } })
  await twice()
  expect(await open()).toEqual([])
  expect((await world.ask<Page>('admin', 'alerts.list', { open: false })).rows).toMatchObject([
    { key: 'worker test:2', cleared: expect.any(String) },
  ])
})

it.each([
  ['in its slot', { slot_id: 5, hostname: 'other' }],
  ['on its machine', {}],
])('a dead worker that was replaced %s is no alert, closes the one it had, and is listed no more', async (_, more) => {
  await make('email', minutesAgo(1), 2, { slot_id: 5 })
  const watch = watchOf(system)
  await watch()
  expect(await open()).toEqual(['worker test:2'])
  await make('email', new Date(), 3, { started: new Date(), ...more })
  expect(await watch()).toEqual([])
  expect(await open()).toEqual([])
  expect(await system.db.worker.findMany({ where: { pid: 2 } })).toEqual([])
})

it('a worker of another machine that was there before replaces none', async () => {
  await make('email', minutesAgo(1), 2)
  await make('email', new Date(), 3, { started: new Date(), hostname: 'other' })
  await twice()
  expect(await open()).toEqual(['worker test:2'])
})

it('a queue that nobody works on is one when it lasts, the clock of the schedules too', async () => {
  await system.db.worker.deleteMany({ where: { queue: { in: ['email', 'scheduler'] } } })
  const watch = watchOf(system)
  await watch()
  expect(await open()).toEqual([])
  await watch()
  expect(await open()).toEqual(['queue email', 'queue scheduler'])
  await make('email', new Date(), 3)
  await watch()
  expect(await open()).toEqual(['queue scheduler'])
})

it('a job that waits too long is one although workers live, unless its queue is paused', async () => {
  await system.db.job.create({ data: { worker: 'email', job_type: 'a', due: minutesAgo(11) } })
  await twice()
  expect(await open()).toEqual(['wait email'])
  await world.ask('admin', 'workers.pause', { queue: 'email' })
  await twice()
  expect(await open()).toEqual([])
  await world.ask('admin', 'workers.unpause', { queue: 'email' })
})

it('a task that did not run is one, with every worker dead as well', async () => {
  await system.db.worker.deleteMany({})
  await system.db.task.update({ where: { type: 'pull_all' }, data: { next_execution_time: minutesAgo(6) } })
  await twice()
  expect(await open()).toContain('task pull_all')
})

it('several that look at once raise it once', async () => {
  await make('email', minutesAgo(1), 2)
  const watches = Array.from({ length: 4 }, () => watchOf(system))
  const raised = (await Promise.all(watches.map((watch) => watch()))).flat()
  expect(raised).toHaveLength(1)
  expect(await open()).toHaveLength(1)
})

it('one that comes again is raised again', async () => {
  const { id } = await make('email', minutesAgo(1), 2)
  await twice()
  await system.db.worker.update({ where: { id }, data: { heartbeat: new Date() } })
  await twice()
  await system.db.worker.update({ where: { id }, data: { heartbeat: minutesAgo(1) } })
  await twice()
  expect(await system.db.alert.count()).toBe(2)
  expect(await open()).toHaveLength(1)
})

it('each site admin is told by mail of all that was raised together, while there is a mail server', async () => {
  const told = [{ message: 'Worker a is dead.' }, { message: 'Worker b is dead.' }]
  await mailAlerts(system, told)
  expect(await system.db.mail.count()).toBe(0)
  await world.ask('admin', 'settings.edit', { id: 'MISP.email', value: 'reeve@here.test' })
  await world.ask('admin', 'settings.edit', { id: 'Mail.host', value: '127.0.0.1' })
  await mailAlerts(system, told)
  await mailAlerts(system, [])
  expect(await system.db.mail.findMany()).toMatchObject([{ kind: 'alert', subject: '[Reeve] 2 things need attention', user_id: 1 }])
  await world.ask('admin', 'settings.edit', { id: 'SimpleBackgroundJobs.mail_alerts', value: false })
  await mailAlerts(system, told)
  expect(await system.db.mail.count()).toBe(1)
})
