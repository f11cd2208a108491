import { afterAll, beforeEach, expect, it } from 'vitest'
import { tasks } from '../../tasks.ts'
import { scene } from '../../testing/scene.ts'
import { tick } from './schedule.ts'

const world = await scene({ populated: false })
const { system, ask, clock } = world
afterAll(() => world.close())
beforeEach(async () => {
  clock.at = new Date('2026-03-01T10:00:00Z')
  await system.db.job.deleteMany({})
  await system.db.taskRun.deleteMany({})
  await system.db.task.updateMany({
    data: { next_execution_time: null, timer: 0, cron: '', zone: '', scheduled_time: '12:00', message: '' },
  })
})

type Task = {
  id: number
  next_execution_time: string | null
  scheduled_time: string
  upcoming: string[]
  message: string
  runs: { outcome: string }[]
}
const idOf = async (type: string) => (await system.db.task.findUniqueOrThrow({ where: { type } })).id
const id = await idOf('pull_all')
const edit = (input: object) => ask<Task>('admin', 'tasks.edit', { id, ...input })
const set = (input: object) => ask<Task[]>('admin', 'tasks.set', { tasks: [{ id, ...input }] })
const queued = () => system.db.job.count({ where: { job_type: 'pull_all' } })
const pass = async (to: string) => {
  clock.at = new Date(`${to}Z`)
  await tick(system, tasks)
  await system.db.job.updateMany({ data: { status: 'completed' } })
}

it('is planned, run and called overdue by the clock of the database, whatever the host’s says', async () => {
  clock.at = undefined
  const hostNow = system.ports.now
  system.ports.now = () => new Date('2050-01-01T00:00:00Z')
  try {
    const [day = ''] = new Date(Date.now() + 2 * 86_400_000).toISOString().split('T')
    expect((await edit({ timer: 24, scheduled_time: '10:00', next_execution_time: day })).next_execution_time).toMatch(day)
    expect(await ask('admin', 'tasks.view', { id })).toMatchObject({ overdue: false })
    await ask('admin', 'tasks.runNow', { id })
    const { at } = await system.db.taskRun.findFirstOrThrow({ where: { task_id: id, outcome: 'by_hand' } })
    expect(at.getFullYear()).toBeLessThan(2050)
  } finally {
    system.ports.now = hostNow
  }
})

it('MISP’s three tasks and our own exist from the start', async () => {
  const { rows } = await ask<{ rows: { type: string }[] }>('admin', 'tasks.list', {})
  expect(rows.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['cache_exports', 'pull_all', 'push_all', 'prune_sessions', 'purge_jobs']),
  )
})

it('every Sunday at 01:00 by the clock of a zone, with the next five runs across a change of the clock', async () => {
  const row = await edit({ timer: 168, scheduled_time: '01:00', next_execution_time: '2026-03-22', zone: 'Europe/Brussels' })
  expect(row.upcoming).toEqual([
    '2026-03-22T00:00:00.000Z',
    '2026-03-29T00:00:00.000Z',
    '2026-04-04T23:00:00.000Z',
    '2026-04-11T23:00:00.000Z',
    '2026-04-18T23:00:00.000Z',
  ])
})

it('a cron expression decides alone, and one that is none is told so', async () => {
  expect((await edit({ cron: '30 6 * * 1-5', timer: 24 })).next_execution_time).toBe('2026-03-02T06:30:00.000Z')
  await expect(edit({ cron: '99 * * * *' })).rejects.toMatchObject({
    kind: 'invalid',
    fields: { cron: [expect.stringMatching(/“99” is no minute/)] },
  })
  await expect(edit({ zone: 'Mars/Olympus' })).rejects.toMatchObject({ kind: 'invalid', fields: { zone: [expect.any(String)] } })
  await expect(edit({ cron: 'often', zone: 'Mars/Olympus' })).rejects.toMatchObject({
    fields: { cron: [expect.any(String)], zone: [expect.any(String)] },
  })
})

it('a next run that passed less than a day ago happens at once, and only once', async () => {
  await edit({ timer: 24, scheduled_time: '09:00', next_execution_time: '2026-03-01' })
  await pass('2026-03-01T10:00:30')
  expect(await queued()).toBe(1)
  await pass('2026-03-01T10:01:30')
  expect(await queued()).toBe(1)
  expect((await ask<Task>('admin', 'tasks.view', { id })).next_execution_time).toBe('2026-03-02T09:00:00.000Z')
})

it('a next run of long ago is the next of its schedule; one that runs once is refused', async () => {
  const row = await edit({ timer: 24, scheduled_time: '09:00', next_execution_time: '2026-02-01' })
  expect(row.next_execution_time).toBe('2026-03-02T09:00:00.000Z')
  await expect(edit({ timer: 0, next_execution_time: '2026-02-01' })).rejects.toMatchObject({
    kind: 'invalid',
    fields: { next_execution_time: [expect.stringMatching(/has passed/)] },
  })
})

it('editing a task never runs it twice, whatever was on the page', async () => {
  await edit({ timer: 24, scheduled_time: '12:00', next_execution_time: '2026-03-01' })
  await pass('2026-03-01T12:00:10')
  expect(await queued()).toBe(1)
  // The page still shows the run that has just happened, and is saved as it stands.
  await set({ timer: 24, scheduled_time: '12:00', next_execution_time: '2026-03-01' })
  await pass('2026-03-01T12:01:10')
  await edit({ timer: 48, next_execution_time: '2026-03-01' })
  await pass('2026-03-01T12:02:10')
  expect(await queued()).toBe(1)
  expect((await ask<Task>('admin', 'tasks.view', { id })).next_execution_time).toBe('2026-03-03T12:00:00.000Z')
})

it('editing moves a run that waits', async () => {
  await edit({ timer: 24, scheduled_time: '12:00', next_execution_time: '2026-03-01' })
  await edit({ scheduled_time: '13:00' })
  await pass('2026-03-01T12:00:10')
  expect(await queued()).toBe(0)
  await pass('2026-03-01T13:00:10')
  expect(await queued()).toBe(1)
})

it('only rows that differ are changed, each with its row in the log', async () => {
  await edit({ timer: 24, scheduled_time: '12:00', next_execution_time: '2026-03-05' })
  const before = (await world.logs({ model: 'Task' })).length
  expect(await set({ timer: '24', scheduled_time: '12:00', next_execution_time: '2026-03-05' })).toEqual([])
  expect(await set({ timer: '12' })).toHaveLength(1)
  expect((await world.logs({ model: 'Task' })).length).toBe(before + 1)
})

it('run now runs it besides its schedule', async () => {
  await edit({ timer: 24, scheduled_time: '12:00', next_execution_time: '2026-03-05' })
  const row = await ask<Task>('admin', 'tasks.runNow', { id })
  expect(row).toMatchObject({ next_execution_time: '2026-03-05T12:00:00.000Z', runs: [{ outcome: 'by_hand' }] })
  expect(await queued()).toBe(1)
})

it('MISP’s tasks report that there are no jobs without servers and exports', async () => {
  const inline = { inline: true }
  for (const type of ['pull_all', 'push_all', 'cache_exports']) await ask('admin', 'tasks.runNow', { id: await idOf(type) }, inline)
  const { rows } = await ask<{ rows: { type: string; message: string }[] }>('admin', 'tasks.list', {})
  const messages = Object.fromEntries(rows.map(({ type, message }) => [type, message]))
  expect(messages.pull_all).toBe('0 job(s) completed at 01/03/2026 - 10:00:00. Failed jobs: 0/0')
  expect(messages.push_all).toBe('0 job(s) completed at 01/03/2026 - 10:00:00.')
  expect(messages.cache_exports).toBe('0 job(s) started at 01/03/2026 - 10:00:00.')
})

it('shows the next runs of a schedule that is not saved yet, and changes nothing', async () => {
  await edit({ timer: 24, scheduled_time: '01:00', next_execution_time: '2026-03-28', zone: 'Europe/Brussels' })
  const before = await system.db.task.findUniqueOrThrow({ where: { id } })
  const preview = (input: object) => ask<{ zone_used: string; upcoming: string[] }>('admin', 'tasks.preview', { id, ...input })
  expect(await preview({ cron: '0 1 * * *', zone: 'Europe/Brussels' })).toEqual({
    zone_used: 'Europe/Brussels',
    upcoming: ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'].map((day) => `${day}T00:00:00.000Z`),
  })
  const daily = { timer: 24, scheduled_time: '03:00', next_execution_time: '2026-03-28' }
  expect(await preview(daily)).toMatchObject({
    zone_used: 'UTC',
    upcoming: { 0: '2026-03-28T03:00:00.000Z', 4: '2026-04-01T03:00:00.000Z' },
  })
  expect((await preview({ timer: 24 })).upcoming).toEqual([])
  await expect(preview({ cron: 'often', zone: 'Mars/Olympus' })).rejects.toMatchObject({
    fields: { cron: [expect.any(String)], zone: [expect.any(String)] },
  })
  expect(await system.db.task.findUniqueOrThrow({ where: { id } })).toEqual(before)
})
