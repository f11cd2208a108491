import { hostname } from 'node:os'
import { workerTypes } from '@reeve/contract/background/workers'
import { slotRowsOf } from '@reeve/core/background/data/slotRows'
import { afterAll, expect, it } from 'vitest'
import { scene } from '../../../../packages/core/src/testing/scene.ts'
import { runs } from '../processes.ts'
import { openFleet } from './fleet.ts'
import { supervisorOf } from './openDataFolder.ts'

const world = await scene({ populated: false })
const { system, env, ask } = world
const { DATABASE_URL, DATA_DIR, SECRET_KEY, LOG_LEVEL, BASE_URL } = env
await slotRowsOf(system.pool, supervisorOf(DATA_DIR)).begin(workerTypes)
const fleet = await openFleet({
  env: { ...process.env, DATABASE_URL, DATA_DIR, SECRET_KEY, LOG_LEVEL, BASE_URL, PORT: '0' },
  folder: DATA_DIR,
})
fleet.declareUp()
afterAll(async () => {
  await fleet.stop()
  await world.close()
})

const patient = { timeout: 40_000, interval: 100 }
const present = () => system.db.worker.findMany({ where: { heartbeat: { gt: new Date(Date.now() - 15_000) } }, orderBy: { id: 'asc' } })
const queuesOf = async (pid: number) => (await present()).filter((one) => one.pid === pid).map(({ queue }) => queue)
const pids = async () => [...new Set((await present()).map(({ pid }) => pid))].filter(runs)
const until = async (count: number) => {
  await expect.poll(async () => (await pids()).length, patient).toBe(count)
  return pids()
}
const seconds = 90_000

it(
  'one process works on every queue and keeps the clock',
  async () => {
    const [pid = 0] = await until(1)
    expect((await queuesOf(pid)).sort()).toEqual(['cache', 'default', 'email', 'prio', 'scheduler', 'update'])
    expect((await present())[0]).toMatchObject({
      hostname: hostname(),
      release: expect.stringMatching(/^\d+\./),
      memory: expect.any(Number),
    })
  },
  seconds,
)

it(
  'another is started from the browser for one queue, and stopped for good',
  async () => {
    const [first] = await until(1)
    await ask('admin', 'workers.start', { queue: 'email' })
    const both = await until(2)
    const pid = both.find((one) => one !== first) ?? 0
    expect(await queuesOf(pid)).toEqual(['email'])
    await ask('admin', 'workers.stop', { pid })
    await expect.poll(() => runs(pid), patient).toBe(false)
    await expect.poll(() => system.db.worker.count({ where: { pid } }), patient).toBe(0)
    expect(await until(1)).toEqual([first])
  },
  seconds,
)

it(
  'a queue is taken from the process that works on all, and the rest goes on',
  async () => {
    const [pid = 0] = await until(1)
    const email = (await present()).find(({ queue }) => queue === 'email')
    await ask('admin', 'workers.stop', { id: email?.id })
    await expect.poll(() => queuesOf(pid), patient).not.toContain('email')
    expect(await queuesOf(pid)).toContain('default')
  },
  seconds,
)

it(
  'drained, a worker takes no more jobs; concurrency is changed while it works',
  async () => {
    const worker = (await present()).find(({ queue }) => queue === 'default')
    await ask('admin', 'workers.drain', { id: worker?.id })
    await ask('admin', 'settings.edit', { id: 'SimpleBackgroundJobs.concurrency_default', value: 7 })
    await expect.poll(() => system.db.worker.findUnique({ where: { id: worker?.id ?? 0 } }), patient).toMatchObject({ concurrency: 7 })
    const task = await system.db.task.findUniqueOrThrow({ where: { type: 'pull_all' } })
    await ask('admin', 'tasks.runNow', { id: task.id })
    const state = async () => (await system.db.job.findFirst({ where: { job_type: 'pull_all' }, orderBy: { id: 'desc' } }))?.status
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(await state()).toBe('waiting')
    await ask('admin', 'workers.resume', { id: worker?.id })
    await expect.poll(state, patient).toBe('completed')
  },
  seconds,
)

/** A job that this process is busy with. */
const takenBy = (pid: number) =>
  system.db.job.create({
    data: {
      worker: 'default',
      job_type: 'prune_sessions',
      status: 'running',
      heartbeat: new Date(),
      worker_id: `${hostname()}:${pid}:default`,
    },
  })

it(
  'one that is killed is replaced at once, and its jobs are handed on',
  async () => {
    const [pid = 0] = await until(1)
    const { id } = await takenBy(pid)
    process.kill(pid, 'SIGKILL')
    await expect.poll(async () => (await system.db.job.findUniqueOrThrow({ where: { id } })).status, patient).toBe('completed')
    const [next] = await until(1)
    expect(next).not.toBe(pid)
    // Nothing of the dead process is listed.
    expect(await system.db.worker.count({ where: { pid } })).toBe(0)
  },
  seconds,
)

it(
  'one that hears nothing while its job is cancelled is ended from outside, within seconds',
  async () => {
    const [pid = 0] = await until(1)
    const { id } = await takenBy(pid)
    process.kill(pid, 'SIGSTOP')
    await ask('admin', 'jobs.cancel', { id })
    await expect.poll(async () => (await system.db.job.findUniqueOrThrow({ where: { id } })).status, patient).toBe('cancelled')
    expect(runs(pid)).toBe(false)
  },
  seconds,
)

it(
  'all are ended, and started anew',
  async () => {
    await until(1)
    await ask('admin', 'workers.killAll', { force: true })
    await until(0)
    await ask('admin', 'workers.restart', {})
    const [pid = 0] = await until(1)
    await expect.poll(() => queuesOf(pid), patient).toContain('default')
  },
  seconds,
)
