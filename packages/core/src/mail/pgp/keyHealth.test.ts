import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { perform } from '../../background/jobs/perform.ts'
import { jobs } from '../../jobs.ts'
import { systemActor } from '../../kernel/systemActor.ts'
import { change } from '../../request/change.ts'
import { gnupg } from '../../testing/gpg.ts'
import { mailScene } from '../../testing/mailScene.ts'
import { keyHealth } from './keyHealth.ts'

const gpg = gnupg()
const day = 24 * 3_600_000
let world: Awaited<ReturnType<typeof mailScene>>
let ends = 0
beforeAll(async () => {
  world = await mailScene()
  const gpgkey = gpg.make('user@alpha.test', { expire: '100d' })
  ends = Date.now() + 100 * day
  const { db } = world.system
  await db.user.update({ where: { email: 'user@alpha.test' }, data: { gpgkey } })
  await db.user.update({ where: { email: 'readonly@alpha.test' }, data: { gpgkey: gpg.make('readonly@alpha.test') } })
  await db.user.update({ where: { email: 'sync@alpha.test' }, data: { gpgkey, disabled: true } })
})
beforeEach(() => world.sink.got.splice(0))
afterAll(async () => {
  await world.close()
  gpg.close()
})

/** Everything that waits, at the same instant. */
const work = async (job_type: string) => {
  const waiting = await world.system.db.job.findMany({ where: { status: 'waiting', job_type } })
  await Promise.all(waiting.map(({ id, round }) => perform(world.system, { id, round }, { jobs })))
}
/** The job as the schedule runs it so many days before the end, so many times at once, and the mails it makes. */
const runAt = async (daysBefore: number, runs = 1) => {
  world.clock.at = new Date(ends - daysBefore * day)
  for (let run = 0; run < runs; run++) await change(world.system, systemActor(), {}, ({ enqueue }) => enqueue(keyHealth, {}))
  await work('key_health')
  await work('send_mail')
  const job = await world.system.db.job.findFirstOrThrow({ where: { job_type: 'key_health' }, orderBy: { id: 'desc' } })
  return { message: job.message, mails: world.sink.got.splice(0) }
}

it('warns 30, 7 and 1 day ahead, once each, encrypted to the key it is about', async () => {
  expect(await runAt(40)).toMatchObject({ mails: [], message: 'Job done. Keys: 2, users warned: 0.' })
  for (const days of [29.5, 6.5, 0.5]) {
    const { mails, message } = await runAt(days)
    expect(message).toBe('Job done. Keys: 2, users warned: 1.')
    expect(mails.map(({ to }) => to)).toEqual(['user@alpha.test'])
    expect((await runAt(days - 0.1)).mails).toEqual([])
  }
  const rows = await world.system.db.mail.findMany({ where: { kind: 'key_expiry' }, orderBy: { id: 'asc' } })
  expect(rows.map(({ subject }) => /(\d+ days|a day)$/.exec(subject)?.[1])).toEqual(['30 days', '7 days', 'a day'])
  expect(rows.map(({ encrypted_with }) => encrypted_with !== null)).toEqual([true, true, true])
})

it('is silent about a key that has ended', async () => {
  expect((await runAt(-1)).mails).toEqual([])
})

it('begins anew when the key is prolonged, with the warning that is due', async () => {
  gpg.run(['--quick-set-expire', gpg.fingerprint('user@alpha.test'), '200d'])
  gpg.run(['--quick-set-expire', gpg.fingerprint('user@alpha.test'), '200d', '*'])
  ends = Date.now() + 200 * day
  const gpgkey = gpg.export('user@alpha.test')
  await world.system.db.user.update({ where: { email: 'user@alpha.test' }, data: { gpgkey } })
  expect((await runAt(50)).mails).toEqual([])
  const { mails } = await runAt(20)
  expect(mails.map(({ to }) => to)).toEqual(['user@alpha.test'])
})

it('warns once, however many runs there are at the same instant', async () => {
  expect((await runAt(3, 4)).mails.map(({ to }) => to)).toEqual(['user@alpha.test'])
  const rows = await world.system.db.job.findMany({ where: { job_type: 'key_health' }, orderBy: { id: 'desc' }, take: 4 })
  expect(rows.map(({ message }) => message).sort()).toEqual([0, 0, 0, 1].map((warned) => `Job done. Keys: 2, users warned: ${warned}.`))
})

it('warns nobody while mail is turned off, and does so afterwards', async () => {
  await world.system.db.mail.deleteMany({ where: { kind: 'key_expiry' } })
  await world.set({ 'MISP.disable_emailing': true })
  expect(await runAt(3)).toMatchObject({ mails: [], message: expect.stringContaining('No user was warned') })
  await world.set({ 'MISP.disable_emailing': false })
  expect((await runAt(3)).mails).toHaveLength(1)
})
