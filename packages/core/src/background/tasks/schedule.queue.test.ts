import { afterAll, expect, it } from 'vitest'
import { realPorts } from '../../realPorts.ts'
import { openSystem } from '../../system.ts'
import { tasks } from '../../tasks.ts'
import { scene } from '../../testing/scene.ts'
import { ensureTasks, tick } from './schedule.ts'

const world = await scene({ populated: false })
const { system, clock } = world
afterAll(() => world.close())

const jobsOf = (job_type: string) => system.db.job.count({ where: { job_type } })
const task = (type: string) => system.db.task.findUniqueOrThrow({ where: { type } })

it('several workers that look at the clock at once queue a due task once', async () => {
  const others = await Promise.all([1, 2].map(() => openSystem(world.env, { log: system.log, connections: 3 })))
  await Promise.all([system, ...others].map((one) => tick(one, tasks)))
  await Promise.all(others.map((other) => other.close()))
  expect(await jobsOf('prune_sessions')).toBe(1)
  expect(await jobsOf('make_partitions')).toBe(1)
  expect((await task('prune_sessions')).message).toMatch(/^Job queued at \d\d\/\d\d\/\d{4} - \d\d:\d\d:\d\d\.$/)
})

it('a task that is not due is left alone', async () => {
  await tick(system, tasks)
  expect(await jobsOf('prune_sessions')).toBe(1)
})

it('after a week of standstill a task runs once and goes on with its grid', async () => {
  const { next_execution_time } = await task('prune_sessions')
  const week = 7 * 24 * 3_600_000
  clock.at = new Date((next_execution_time?.getTime() ?? 0) + week + 1000)
  await system.db.job.updateMany({ data: { status: 'completed' } })
  await tick(system, tasks)
  await tick(system, tasks)
  expect(await jobsOf('prune_sessions')).toBe(2)
  expect((await task('prune_sessions')).next_execution_time?.getTime()).toBe((next_execution_time?.getTime() ?? 0) + week + 3_600_000)
  delete clock.at
})

it('after three days of standstill there is one catch-up run, which says so, and the next one lies ahead', async () => {
  const { id, next_execution_time } = await task('prune_sessions')
  await system.db.job.updateMany({ data: { status: 'completed' } })
  const begin = next_execution_time?.getTime() ?? 0
  clock.at = new Date(begin + 3 * 24 * 3_600_000 + 60_000)
  const before = await jobsOf('prune_sessions')
  await tick(system, tasks)
  await tick(system, tasks)
  expect(await jobsOf('prune_sessions')).toBe(before + 1)
  const after = await task('prune_sessions')
  expect(after.next_execution_time?.getTime()).toBe(begin + 73 * 3_600_000)
  expect(after.message).toMatch(/^Job queued at \d\d\/\d\d\/\d{4} - \d\d:\d\d:\d\d, late; 72 run\(s\) before it were missed\.$/)
  expect(await system.db.taskRun.findFirst({ where: { task_id: id }, orderBy: { id: 'desc' } })).toMatchObject({
    outcome: 'caught_up',
    missed: 72,
  })
  delete clock.at
})

it('a run is skipped while the last one is not over, and says so', async () => {
  const { id, next_execution_time } = await task('prune_sessions')
  clock.at = next_execution_time ?? clock.at
  const before = await jobsOf('prune_sessions')
  await tick(system, tasks)
  expect(await jobsOf('prune_sessions')).toBe(before)
  expect(await system.db.taskRun.findFirst({ where: { task_id: id }, orderBy: { id: 'desc' } })).toMatchObject({
    outcome: 'skipped',
    job_id: 0,
  })
  expect((await task('prune_sessions')).message).toMatch(/^Skipped/)
  await system.db.job.updateMany({ data: { status: 'completed' } })
  delete clock.at
})

it('a task that runs once waits for the last run instead of being skipped', async () => {
  await system.db.task.update({ where: { type: 'make_partitions' }, data: { timer: 0, next_execution_time: system.ports.now() } })
  await system.db.job.updateMany({ where: { job_type: 'make_partitions' }, data: { status: 'running' } })
  const before = await jobsOf('make_partitions')
  await tick(system, tasks)
  expect(await jobsOf('make_partitions')).toBe(before)
  await system.db.job.updateMany({ data: { status: 'completed' } })
  await tick(system, tasks)
  expect(await jobsOf('make_partitions')).toBe(before + 1)
  await system.db.job.updateMany({ data: { status: 'completed' } })
})

it('a host whose clock is hours ahead or behind neither runs a task early nor again', async () => {
  const ports = (hours: number) => ({
    ...realPorts(world.env.SECRET_KEY),
    now: () => new Date(system.ports.now().getTime() + hours * 3_600_000),
  })
  const skewed = await Promise.all(
    [30, -30].map((hours) => openSystem(world.env, { log: system.log, connections: 3, ports: ports(hours) })),
  )
  const soon = new Date(system.ports.now().getTime() + 600_000)
  await system.db.task.update({ where: { type: 'prune_sessions' }, data: { next_execution_time: soon } })
  const before = await jobsOf('prune_sessions')
  for (const host of skewed) await tick(host, tasks)
  expect(await jobsOf('prune_sessions')).toBe(before)
  await system.db.task.update({ where: { type: 'prune_sessions' }, data: { next_execution_time: system.ports.now() } })
  for (const host of [...skewed, ...skewed]) await tick(host, tasks)
  expect(await jobsOf('prune_sessions')).toBe(before + 1)
  await Promise.all(skewed.map((host) => host.close()))
})

it('a task that is switched off does not run', async () => {
  await system.db.job.updateMany({ data: { status: 'completed' } })
  await system.db.task.update({ where: { type: 'prune_sessions' }, data: { enabled: false, next_execution_time: system.ports.now() } })
  const before = await jobsOf('prune_sessions')
  await tick(system, tasks)
  expect(await jobsOf('prune_sessions')).toBe(before)
  await system.db.task.update({ where: { type: 'prune_sessions' }, data: { enabled: true } })
})

it('a task without a timer runs once and is then no longer scheduled', async () => {
  await system.db.task.update({ where: { type: 'make_partitions' }, data: { timer: 0, next_execution_time: system.ports.now() } })
  const before = await jobsOf('make_partitions')
  await tick(system, tasks)
  await tick(system, tasks)
  expect(await jobsOf('make_partitions')).toBe(before + 1)
  expect((await task('make_partitions')).next_execution_time).toBeNull()
})

it('a task whose job is unknown says so and does not stop the others', async () => {
  const now = system.ports.now()
  await system.db.task.create({ data: { type: 'a_relic', timer: 1, next_execution_time: now } })
  await system.db.task.update({ where: { type: 'prune_sessions' }, data: { next_execution_time: now } })
  await system.db.job.updateMany({ data: { status: 'completed' } })
  const before = await jobsOf('prune_sessions')
  await tick(system, tasks)
  expect((await task('a_relic')).message).toMatch(/no job is called a_relic/)
  expect(await jobsOf('prune_sessions')).toBe(before + 1)
})

it('schedules are made once: what an admin changed stays', async () => {
  await system.db.task.update({ where: { type: 'prune_sessions' }, data: { timer: 6 } })
  await ensureTasks(system.db, tasks, system.ports.now())
  expect((await task('prune_sessions')).timer).toBe(6)
  expect(await system.db.task.count({ where: { type: 'prune_sessions' } })).toBe(1)
})

it('a run of the clock leaves no row in the log', async () => {
  expect(await system.db.log.count({ where: { model: 'Task' } })).toBe(0)
})
