import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { systemActor } from '@reeve/core/kernel/systemActor'
import { sendDigests } from '@reeve/core/mail/send/sendDigests'
import { change } from '@reeve/core/request/change'
import { mailScene } from '@reeve/core/testing/mailScene'
import { afterAll, expect, it, vi } from 'vitest'
import { openHost } from './host.ts'

/** What mail needs of a queue, on each back end; all rules of mail are tested where they live. */
const world = await mailScene()
const { system, env, sink } = world
const host = await openHost(system, { types: ['email'] })
afterAll(async () => {
  await host.stop()
  await world.close()
})

const soon = { timeout: 15_000, interval: 50 }
const write = async (email: string, subject = 'Greetings') =>
  (await world.enqueue({ to: { email }, kind: 'message', subject, text: 'Hello.' })).id
const status = async (id: number) => (await world.row(id)).status
const gotBy = (email: string) => sink.got.filter(({ to }) => to === email).map(({ subject }) => subject)
// Put off once; its pause passes while the others are tested.
const deferred = await write('defer@there.test')
await vi.waitFor(async () => expect(await status(deferred)).toBe('deferred'), soon)
sink.state.deferring = false

it('delivers once, in doubt where the answer did not come', async () => {
  const ids = [await write('ann@there.test'), await write('drop@there.test'), await write('refuse@there.test')]
  await expect.poll(() => Promise.all(ids.map(status)), soon).toEqual(['accepted', 'in_doubt', 'refused'])
  expect(['ann@there.test', 'drop@there.test', 'refuse@there.test'].map((to) => gotBy(to).length)).toEqual([1, 1, 0])
})

it('holds a flood for one digest', async () => {
  await world.set({ 'Mail.per_hour': 1 })
  const first = await write('flooded@there.test', 'Alert 0')
  await expect.poll(() => status(first), soon).toBe('accepted')
  const held = [await write('flooded@there.test', 'Alert 1'), await write('flooded@there.test', 'Alert 2')]
  await expect.poll(() => Promise.all(held.map(status)), soon).toEqual(['held', 'held'])
  await change(system, systemActor(), {}, ({ enqueue }) => enqueue(sendDigests, {}))
  await expect.poll(() => gotBy('flooded@there.test'), soon).toEqual(['Alert 0', 'Digest of 2 mails'])
  await world.set({ 'Mail.per_hour': null })
})

it('tries again by itself what the mail server puts off, after a pause', async () => {
  await expect.poll(() => status(deferred), soon).toBe('accepted')
  const row = () => system.db.job.findFirstOrThrow({ where: { job_input: `Mail ${deferred}` } })
  await expect.poll(async () => (await row()).status, soon).toBe('completed')
  const job = await row()
  expect(job).toMatchObject({ round: 2, retries: 1 })
  expect((job.started?.getTime() ?? 0) - job.date_created.getTime()).toBeGreaterThanOrEqual(5000)
})

it('leaves in doubt what a worker was killed over', async () => {
  await host.stop()
  const { DATABASE_URL, DATA_DIR, SECRET_KEY, REDIS_URL } = env
  const values = {
    DATABASE_URL,
    DATA_DIR,
    SECRET_KEY,
    REDIS_URL,
    BASE_URL: env.BASE_URL,
    LOG_LEVEL: 'silent',
    WORKER_QUEUES: 'email',
    PORT: '0',
  }
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--no-warnings', main], {
    env: { ...process.env, ...values },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const id = await write('stall@there.test')
  await expect.poll(() => status(id), soon).toBe('sending')
  child.kill('SIGKILL')
  await once(child, 'exit')
  // A dead heart is noticed after half a minute; the test does not wait for it.
  await system.pool.query(`UPDATE jobs SET heartbeat = heartbeat - interval '1 minute' WHERE status = 'running'`)
  const other = await openHost(system, { types: ['email'] })
  await expect.poll(() => status(id), soon).toBe('in_doubt')
  expect(await world.row(id)).toMatchObject({ attempts: 1, reason: expect.stringContaining('The worker ended') })
  await other.stop()
}, 40_000)
