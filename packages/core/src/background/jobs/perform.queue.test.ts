import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { jobs } from '../../jobs.ts'
import { change } from '../../request/change.ts'
import { defineJob, type JobCtx, performable } from '../../request/defineJob.ts'
import { scene } from '../../testing/scene.ts'
import { openOutbox } from '../data/outbox.ts'
import { queuesOf } from '../data/queues.ts'
import { pauseBefore } from './backOff.ts'
import { perform, performHere, sweep } from './perform.ts'

const world = await scene()
const { system, env } = world
const did: string[] = []
const act = { run: async (_: JobCtx, text: string) => text }

/** A job of the tests: it notes what it did and then does what the test wants. */
const errand = defineJob({
  name: 'errand',
  queue: 'default',
  attempts: 3,
  as: 'owner',
  payload: z.object({ text: z.string() }),
  about: ({ text }) => `Errand: ${text}`,
  run: async (ctx, { text }) => {
    did.push(text)
    return act.run(ctx, text)
  },
})
const known = [...jobs, performable(errand)]
const reported: unknown[] = []
const worker = queuesOf(env, system.instance.uuid).worker(
  'default',
  2,
  (message) => perform(system, message, { jobs: known }),
  (error) => reported.push(error),
)
await worker.waitUntilReady()
afterAll(async () => {
  await worker.close()
  await world.close()
})

const row = (id: number) => system.db.job.findUniqueOrThrow({ where: { id } })
/** Enqueues through a real change; `by` may be a system that delivers otherwise. Answers the row's id. */
const send = async (text: string, { by = system, inline = false } = {}) => {
  await change(by, await world.as('user'), { inline }, ({ enqueue }) => enqueue(errand, { text }))
  return (await system.db.job.findFirstOrThrow({ where: { job_input: `Errand: ${text}` }, orderBy: { id: 'desc' } })).id
}
const undelivered = { ...system, deliver: async () => {} }
const until = (id: number, status: string) => expect.poll(async () => (await row(id)).status, { timeout: 10_000 }).toBe(status)
const times = (text: string) => did.filter((one) => one === text).length
const later = (id: number, column: 'due' | 'heartbeat') =>
  system.pool.query(`UPDATE jobs SET ${column} = now() - interval '2 minutes' WHERE id = $1`, [id])

it('what was committed is done, and its row tells how it went', async () => {
  const id = await send('plain')
  await until(id, 'completed')
  expect(await row(id)).toMatchObject({
    message: 'plain',
    progress: 100,
    retries: 0,
    round: 1,
    worker: 'default',
    org_id: 2,
    process_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    worker_id: expect.stringMatching(/^.+:\d+:default$/),
  })
  expect(times('plain')).toBe(1)
})

it('what was rolled back is never done', async () => {
  const lost = change(system, await world.as('user'), {}, async ({ enqueue }) => {
    await enqueue(errand, { text: 'rolled back' })
    throw new Error('no')
  })
  await expect(lost).rejects.toThrow('no')
  expect(await system.db.job.count({ where: { job_input: 'Errand: rolled back' } })).toBe(0)
})

it('what was committed but never delivered is done by the sweep, once', async () => {
  const id = await send('forgotten', { by: undelivered })
  await sweep(system, known)
  await sleep(300)
  expect(times('forgotten')).toBe(0)
  await later(id, 'due')
  await Promise.all([sweep(system, known), sweep(system, known)])
  await until(id, 'completed')
  expect(times('forgotten')).toBe(1)
})

it('what is enqueued at once keeps its order, and each is done once however many take it at the same time', async () => {
  const texts = Array.from({ length: 20 }, (_, at) => `crowd ${at}`)
  const ids = await change(undelivered, await world.as('user'), {}, ({ enqueue }) =>
    Promise.all(texts.map((text) => enqueue(errand, { text }))),
  )
  const inputs = await Promise.all(ids.map(async (id) => (await row(id)).job_input))
  expect(inputs).toEqual(texts.map((text) => `Errand: ${text}`))
  const all = ids.map((id) => ({ id, round: 1 }))
  await Promise.all([...all, ...all, ...all].map((message) => perform(system, message, { jobs: known })))
  expect(texts.map(times)).toEqual(texts.map(() => 1))
  expect(await Promise.all(ids.map(async (id) => (await row(id)).status))).toEqual(ids.map(() => 'completed'))
})

it('a row that somebody else holds keeps only its own job waiting', async () => {
  const [held, free] = [await send('held', { by: undelivered }), await send('free', { by: undelivered })]
  const holder = await system.pool.connect()
  await holder.query('BEGIN')
  await holder.query('SELECT id FROM jobs WHERE id = $1 FOR UPDATE', [held])
  const waits = perform(system, { id: held, round: 1 }, { jobs: known })
  await perform(system, { id: free, round: 1 }, { jobs: known })
  expect([(await row(free)).status, times('held')]).toEqual(['completed', 0])
  await holder.query('ROLLBACK')
  holder.release()
  await waits
  expect([(await row(held)).status, times('held')]).toEqual(['completed', 1])
})

it('a back end that is away neither fails nor holds up the change', async () => {
  const complaints: unknown[] = []
  const nowhere = { ...env, REDIS_URL: 'redis://127.0.0.1:1' }
  const outbox = openOutbox(nowhere, system.instance.uuid, (error) => complaints.push(error))
  const begin = performance.now()
  const id = await send('while away', { by: { ...system, deliver: outbox.deliver } })
  expect(performance.now() - begin).toBeLessThan(5000)
  expect(complaints).not.toEqual([])
  expect(await outbox.ready()).toBe(false)
  await outbox.close()
  await later(id, 'due')
  await sweep(system, known)
  await until(id, 'completed')
})

it('delivering twice does it once, also when it is over already', async () => {
  const id = await send('twice')
  const queued = await row(id)
  await Promise.all([system.deliver([queued]), system.deliver([queued, queued])])
  await until(id, 'completed')
  await system.deliver([queued])
  await sleep(300)
  expect(times('twice')).toBe(1)
})

it('of many who claim a row at once one gets it', async () => {
  const id = await send('contested', { by: undelivered })
  await Promise.all(Array.from({ length: 8 }, () => perform(system, { id, round: 1 }, { jobs: known })))
  expect(times('contested')).toBe(1)
})

it('an older round claims nothing, and its end changes nothing', async () => {
  const id = await send('fenced', { by: undelivered })
  act.run = async ({ signal }) => {
    // While this round works, another has begun.
    await system.pool.query('UPDATE jobs SET round = 2 WHERE id = $1', [id])
    return signal.aborted ? 'aborted' : 'finished in vain'
  }
  await perform(system, { id, round: 1 }, { jobs: known })
  expect(await row(id)).toMatchObject({ status: 'running', round: 2, message: 'Started.' })
  await perform(system, { id, round: 1 }, { jobs: known })
  expect(times('fenced')).toBe(1)
  act.run = async (_, text) => text
})

it('a job that fails is tried again in a new round, after a pause, and says how often', async () => {
  act.run = async () => {
    throw new Error('The line was busy.')
  }
  const id = await send('flaky')
  await expect.poll(async () => (await row(id)).round, { timeout: 5000 }).toBe(2)
  const waiting = await row(id)
  expect(waiting).toMatchObject({ status: 'waiting', retries: 1, message: 'The line was busy.' })
  expect(waiting.due.getTime() - waiting.date_modified.getTime()).toBe(pauseBefore(0))
  act.run = async () => 'The line was free.'
  await until(id, 'completed')
  expect(await row(id)).toMatchObject({ round: 2, retries: 1, message: 'The line was free.' })
  expect((await row(id)).date_modified.getTime()).toBeGreaterThanOrEqual(waiting.due.getTime() - 1000)
  expect(times('flaky')).toBe(2)
  act.run = async (_, text) => text
})

it('a job that always fails has failed after as many attempts as it declares', async () => {
  act.run = async () => {
    throw new Error('Never.')
  }
  const id = await send('hopeless', { by: undelivered })
  for (const round of [1, 2, 3, 4]) await perform(undelivered, { id, round }, { jobs: known })
  expect(await row(id)).toMatchObject({ status: 'failed', message: 'Never.', round: 3, retries: 2 })
  expect(times('hopeless')).toBe(3)
  act.run = async (_, text) => text
})

it('progress is shown while it works, and not written more often than twice a second', async () => {
  let shown: unknown
  act.run = async ({ progress }) => {
    for (let percent = 0; percent < 40; percent++) await progress(percent, `At ${percent}.`)
    const { progress: percent, message } = await system.db.job.findFirstOrThrow({ where: { job_input: 'Errand: slow' } })
    shown = { percent, message }
    return 'done'
  }
  const id = await send('slow', { by: undelivered })
  await perform(system, { id, round: 1 }, { jobs: known })
  expect(shown).toEqual({ percent: 0, message: 'At 0.' })
  act.run = async (_, text) => text
})

it('a row whose worker died is done by another, and not for ever', async () => {
  const id = await send('orphan', { by: undelivered })
  await system.pool.query("UPDATE jobs SET status = 'running', heartbeat = now() WHERE id = $1", [id])
  await sweep(system, known)
  expect((await row(id)).status).toBe('running')
  await later(id, 'heartbeat')
  await sweep(system, known)
  await until(id, 'completed')
  expect(await row(id)).toMatchObject({ round: 2, retries: 1 })
  await system.pool.query("UPDATE jobs SET status = 'running', retries = 5 WHERE id = $1", [id])
  await later(id, 'heartbeat')
  await sweep(system, known)
  expect(await row(id)).toMatchObject({ status: 'failed', message: expect.stringMatching(/once too often/) })
})

it('a worker that is told to stop hands its job to another', async () => {
  const stop = new AbortController()
  act.run = async ({ signal }) => {
    stop.abort(new Error('The worker stops.'))
    signal.throwIfAborted()
    return 'not reached'
  }
  const id = await send('handed over', { by: undelivered })
  await perform(undelivered, { id, round: 1 }, { jobs: known, signal: stop.signal })
  expect(await row(id)).toMatchObject({ status: 'waiting', round: 2, retries: 0 })
  act.run = async (_, text) => text
})

it('a call that asks for it has its jobs performed before it answers, and nobody else takes them', async () => {
  const here = { ...system, performHere: (rows: Parameters<typeof performHere>[1]) => performHere(system, rows, { jobs: known }) }
  const id = await send('inline', { by: here, inline: true })
  expect(await row(id)).toMatchObject({ status: 'completed', message: 'inline' })
  act.run = async () => {
    throw new Error('Not today.')
  }
  const failed = await send('inline too', { by: here, inline: true })
  expect(await row(failed)).toMatchObject({ status: 'failed', message: 'Not today.', round: 1 })
  expect([times('inline'), times('inline too')]).toEqual([1, 1])
  act.run = async (_, text) => text
})

it('a job acts as its owner with his rights as of now', async () => {
  let actor: JobCtx['actor'] | undefined
  act.run = async (ctx) => {
    actor = ctx.actor
    await ctx.change(({ write }) => write.note({ action: 'edit', model: 'User', model_id: 0, title: 'from a job' }))
    return 'done'
  }
  const id = await send('as owner', { by: undelivered })
  await system.db.user.update({ where: { email: 'user@alpha.test' }, data: { role_id: 6 } })
  await perform(system, { id, round: 1 }, { jobs: known })
  expect(actor).toMatchObject({ email: 'user@alpha.test', role_id: 6 })
  expect(actor?.perms.has('perm_add')).toBe(false)
  expect(await system.db.log.findFirst({ where: { title: 'from a job' } })).toMatchObject({ email: 'user@alpha.test', request_type: 2 })
  act.run = async (_, text) => text
})

it.each([
  ['disabled', { disabled: true }, /disabled/],
  ['gone', {}, /no longer there/],
])('a job whose owner is %s has failed at once, with a sentence', async (state, data, sentence) => {
  const id = await send(`of one who is ${state}`, { by: undelivered })
  if (state === 'gone') await system.pool.query('UPDATE jobs SET user_id = 99999 WHERE id = $1', [id])
  else await system.db.user.update({ where: { email: 'user@alpha.test' }, data })
  await perform(system, { id, round: 1 }, { jobs: known })
  expect(await row(id)).toMatchObject({ status: 'failed', message: expect.stringMatching(sentence) })
  expect(times(`of one who is ${state}`)).toBe(0)
  await system.db.user.update({ where: { email: 'user@alpha.test' }, data: { disabled: false } })
})

it('a job that this version does not know has failed with a sentence', async () => {
  const { id } = await system.db.job.create({ data: { worker: 'default', job_type: 'a_relic' } })
  await perform(system, { id, round: 1 }, { jobs })
  expect(await row(id)).toMatchObject({ status: 'failed', message: 'This version of Reeve knows no job called a_relic.' })
})

it('a payload that does not fit has failed at once', async () => {
  const { id } = await system.db.job.create({ data: { worker: 'default', job_type: 'errand', payload: { txet: 1 } } })
  await perform(system, { id, round: 1 }, { jobs: known })
  expect(await row(id)).toMatchObject({ status: 'failed', message: expect.stringMatching(/payload/), retries: 0 })
})

it('nothing was complained about', () => {
  expect(reported).toEqual([])
})
