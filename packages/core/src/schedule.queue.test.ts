import { afterAll, expect, it } from 'vitest'
import { ensureTasks, tick } from './schedule.ts'
import { openSystem } from './system.ts'
import { scene } from './testing/scene.ts'

const world = await scene({ populated: false })
const { system, clock } = world
afterAll(() => world.close())

const jobsOf = (job_type: string) => system.db.job.count({ where: { job_type } })
const task = (type: string) => system.db.task.findUniqueOrThrow({ where: { type } })

it('several workers that look at the clock at once queue a due task once', async () => {
  const others = await Promise.all([1, 2].map(() => openSystem(world.env, { log: system.log, connections: 3 })))
  await Promise.all([system, ...others].map(tick))
  await Promise.all(others.map((other) => other.close()))
  expect(await jobsOf('prune_sessions')).toBe(1)
  expect(await jobsOf('make_partitions')).toBe(1)
  expect((await task('prune_sessions')).message).toMatch(/^Job queued at \d\d\/\d\d\/\d{4} - \d\d:\d\d:\d\d\.$/)
})

it('a task that is not due is left alone', async () => {
  await tick(system)
  expect(await jobsOf('prune_sessions')).toBe(1)
})

it('after a week of standstill a task runs once and goes on with its grid', async () => {
  const { next_execution_time } = await task('prune_sessions')
  const week = 7 * 24 * 3_600_000
  clock.at = new Date((next_execution_time?.getTime() ?? 0) + week + 1000)
  await tick(system)
  await tick(system)
  expect(await jobsOf('prune_sessions')).toBe(2)
  expect((await task('prune_sessions')).next_execution_time?.getTime()).toBe((next_execution_time?.getTime() ?? 0) + week + 3_600_000)
  delete clock.at
})

it('a task without a timer runs once and is then no longer scheduled', async () => {
  await system.db.task.update({ where: { type: 'make_partitions' }, data: { timer: 0, next_execution_time: system.ports.now() } })
  const before = await jobsOf('make_partitions')
  await tick(system)
  await tick(system)
  expect(await jobsOf('make_partitions')).toBe(before + 1)
  expect((await task('make_partitions')).next_execution_time).toBeNull()
})

it('a task whose job is unknown says so and does not stop the others', async () => {
  const now = system.ports.now()
  await system.db.task.create({ data: { type: 'a_relic', timer: 1, next_execution_time: now } })
  await system.db.task.update({ where: { type: 'prune_sessions' }, data: { next_execution_time: now } })
  const before = await jobsOf('prune_sessions')
  await tick(system)
  expect((await task('a_relic')).message).toMatch(/no job is called a_relic/)
  expect(await jobsOf('prune_sessions')).toBe(before + 1)
})

it('schedules are made once: what an admin changed stays', async () => {
  await system.db.task.update({ where: { type: 'prune_sessions' }, data: { timer: 6 } })
  await ensureTasks(system.db, system.ports.now())
  expect((await task('prune_sessions')).timer).toBe(6)
  expect(await system.db.task.count({ where: { type: 'prune_sessions' } })).toBe(1)
})

it('a run of the clock leaves no row in the log', async () => {
  expect(await system.db.log.count({ where: { model: 'Task' } })).toBe(0)
})
