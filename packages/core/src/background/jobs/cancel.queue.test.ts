import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { change } from '../../request/change.ts'
import { defineJob, type JobCtx, performable } from '../../request/defineJob.ts'
import { openSystem } from '../../system.ts'
import { scene } from '../../testing/scene.ts'
import { queuesOf } from '../data/queues.ts'
import { perform, sweep } from './perform.ts'

const world = await scene()
const { system } = world
/** Another process, as far as signals and rows know. */
const elsewhere = await openSystem(world.env, { log: system.log, connections: 5 })
const act = { run: async (_: JobCtx, text: string) => text }
const errand = defineJob({
  name: 'errand',
  queue: 'default',
  attempts: 1,
  as: 'owner',
  payload: z.object({ text: z.string() }),
  about: ({ text }) => text,
  run: (ctx, { text }) => act.run(ctx, text),
})
const jobs = [performable(errand)]
const stuck: number[] = []
const reported: unknown[] = []
const worker = queuesOf(world.env, system.instance.uuid).worker(
  'default',
  4,
  (message) => perform(elsewhere, message, { jobs, stuck: ({ id }) => void stuck.push(id) }),
  (error) => reported.push(error),
)
await worker.waitUntilReady()
afterAll(async () => {
  await worker.close()
  await elsewhere.close()
  await world.close()
})

const row = (id: number) => system.db.job.findUniqueOrThrow({ where: { id } })
const send = async (text: string, deliver = system.deliver) => {
  await change({ ...system, deliver }, await world.as('user'), {}, ({ enqueue }) => enqueue(errand, { text }))
  return (await system.db.job.findFirstOrThrow({ where: { job_input: text }, orderBy: { id: 'desc' } })).id
}
const until = (id: number, status: string) => expect.poll(async () => (await row(id)).status, { timeout: 10_000 }).toBe(status)

it('a running job that listens is cancelled on whichever process runs it', async () => {
  let heard: unknown
  act.run = async ({ signal }) => {
    await once(signal, 'abort')
    heard = signal.reason
    throw signal.reason
  }
  const id = await send('listens')
  await until(id, 'running')
  expect(await world.ask('admin', 'jobs.cancel', { id })).toMatchObject({ status: 'running', cancel_wanted: expect.any(String) })
  await until(id, 'cancelled')
  expect(heard).toMatchObject({ message: 'Cancelled.' })
  expect(stuck).toEqual([])
})

it('one that does not listen is given up, and its worker is to be replaced', async () => {
  let goOn = () => {}
  act.run = () => new Promise((resolve) => (goOn = () => resolve('never minded')))
  const id = await send('does not listen')
  await until(id, 'running')
  await world.ask('admin', 'jobs.cancel', { id })
  await until(id, 'cancelled')
  await expect.poll(() => stuck).toEqual([id])
  goOn()
  await sleep(200)
  expect(await row(id)).toMatchObject({ status: 'cancelled', message: expect.stringMatching(/did not listen/) })
})

it('one that is done before it hears of it is done', async () => {
  act.run = async ({ signal }) => {
    await once(signal, 'abort')
    return 'was done anyway'
  }
  const id = await send('was quicker')
  await until(id, 'running')
  await world.ask('admin', 'jobs.cancel', { id })
  await until(id, 'completed')
  expect(await row(id)).toMatchObject({ message: 'was done anyway', cancel_wanted: null })
})

it('what dies with its worker while it is cancelled is not tried again', async () => {
  const id = await send('died', async () => {})
  await system.pool.query(
    "UPDATE jobs SET status = 'running', heartbeat = now() - interval '2 minutes', cancel_wanted = now() WHERE id = $1",
    [id],
  )
  await sweep(system, jobs)
  expect((await row(id)).status).toBe('cancelled')
})

it('what the job says is kept beside its row, also over several tries', async () => {
  act.run = async ({ log, progress }) => {
    log('looked around')
    await progress(50, 'Half of it.')
    throw new Error('The rest was not there.')
  }
  const id = await send('tells')
  await until(id, 'failed')
  const told = await world.ask<{ lines: string[]; attempts: { exception: string; stack: string | null }[] }>('admin', 'jobs.view', { id })
  expect(told.lines.map((line) => line.slice(25))).toEqual(['looked around', 'Half of it.'])
  expect(told.attempts).toMatchObject([
    { round: 1, exception: 'Error', message: 'The rest was not there.', stack: expect.stringContaining('cancel.queue.test') },
  ])
  const own = await world.ask<typeof told>('user', 'jobs.view', { id })
  expect(own.attempts[0]?.stack).toBeNull()
})

it('every cell of a job says why it failed, and a retry is a new round from the first try on', async () => {
  act.run = async () => 'this time it was'
  const failed = await system.db.job.findFirstOrThrow({ where: { job_input: 'tells' } })
  expect(await world.ask('admin', 'jobs.error', { process_id: failed.process_id })).toMatchObject({
    error: 'The rest was not there.',
    exception: 'Error',
    backtrace: expect.arrayContaining([expect.stringMatching(/^at /)]),
  })
  expect(await world.ask('admin', 'jobs.retry', { id: failed.id })).toMatchObject({ status: 'waiting', retries: 0, progress: 0 })
  await until(failed.id, 'completed')
  expect(await row(failed.id)).toMatchObject({ round: 2, process_id: failed.process_id, message: 'this time it was' })
})

it('nothing was complained about', () => {
  expect(reported).toEqual([])
})
