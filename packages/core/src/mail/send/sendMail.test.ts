import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { perform, sweep } from '../../background/jobs/perform.ts'
import { jobs } from '../../jobs.ts'
import { mailScene } from '../../testing/mailScene.ts'

let world: Awaited<ReturnType<typeof mailScene>>
beforeAll(async () => {
  world = await mailScene()
})
beforeEach(() => world.sink.got.splice(0))
afterAll(() => world.close())

/** What a worker does with whatever waits, as often as it waits. */
const work = async () => {
  const waiting = await world.system.db.job.findMany({ where: { status: 'waiting', job_type: 'send_mail' }, orderBy: { id: 'asc' } })
  for (const { id, round } of waiting) await perform(world.system, { id, round }, { jobs })
}
const userId = async (email: string) => (await world.system.db.user.findUniqueOrThrow({ where: { email } })).id

it('sends in the background, and leaves the fate in the ledger and in the log of the recipient’s organisation', async () => {
  const user_id = await userId('user@alpha.test')
  const { id } = await world.enqueue({ to: { user_id }, kind: 'message', subject: 'Two\r\nlines', text: 'Grüße\n.' })
  expect(await world.row(id)).toMatchObject({ status: 'queued', recipient: 'user@alpha.test', org_id: 2, subject: 'Two lines' })
  await work()
  expect(await world.row(id)).toMatchObject({ status: 'accepted', attempts: 1, content: null, encrypted_with: null })
  expect((await world.row(id)).reason).toContain('Taken as number 1')
  expect(world.sink.got.map(({ to, subject }) => [to, subject])).toEqual([['user@alpha.test', 'Two lines']])
  expect(await world.logs({ action: 'email' })).toMatchObject([
    {
      title: 'Email  to user@alpha.test sent, titled "Two lines".',
      model: 'User',
      model_id: BigInt(user_id),
      org_id: 2,
      email: 'user@alpha.test',
    },
  ])
})

it('security 20: takes what settings and people say for text: no header of its own, no markup', async () => {
  const hostile = 'Alpha\r\nBcc: evil@evil.test\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>'
  await world.set({ 'MISP.org': hostile, 'MISP.email_from_name': hostile, 'MISP.contact': hostile })
  const user_id = await userId('user@alpha.test')
  await world.enqueue({ to: { user_id }, kind: 'message', subject: hostile, text: hostile })
  await world.ask('admin', 'userMail.resetPassword', { id: user_id })
  await work()
  expect(world.sink.got).toHaveLength(2)
  for (const { raw, to } of world.sink.got) {
    const [head = ''] = raw.split('\r\n\r\n')
    expect(to).toBe('user@alpha.test')
    expect(head).not.toMatch(/^Bcc:/im)
    expect(head.match(/^Content-Type: .*/gim)).toEqual(['Content-Type: text/plain; charset=utf-8'])
  }
  await world.set({ 'MISP.org': null, 'MISP.email_from_name': null, 'MISP.contact': null })
})

it('says how many mails of a job did not go out, whichever round settled them', async () => {
  const mail = { kind: 'message', subject: 'x', text: 'y' }
  const ids: number[] = []
  for (const email of ['fine@there.test', 'refuse@there.test', 'refuse@there.test'])
    ids.push((await world.enqueue({ to: { email }, ...mail })).id)
  const { id } = await world.system.db.job.findFirstOrThrow({ where: { job_type: 'send_mail' }, orderBy: { id: 'desc' } })
  await world.system.db.job.deleteMany({ where: { status: 'waiting', id: { not: id } } })
  await world.system.db.job.update({ where: { id }, data: { payload: { mail_ids: ids } } })
  await work()
  const completed = { status: 'completed', failures: 2, message: 'Job done. 1 accepted, 2 refused.' }
  expect(await world.ask('admin', 'jobs.view', { id })).toMatchObject(completed)
  await world.system.db.job.update({ where: { id }, data: { status: 'waiting' } })
  await work()
  expect(await world.ask('admin', 'jobs.view', { id })).toMatchObject(completed)
})

it('keeps what it says sealed until it is accepted', async () => {
  const { id } = await world.enqueue({ to: { email: 'sealed@there.test' }, kind: 'message', subject: 'x', text: 'the temporary password' })
  const { content } = await world.row(id)
  expect(content).toMatch(/^sealed:/)
  expect(Buffer.from(content ?? '', 'base64').toString()).not.toContain('temporary')
  await work()
})

it('tries again what the server puts off', async () => {
  const { id } = await world.enqueue({ to: { email: 'defer@there.test' }, kind: 'message', subject: 'x', text: 'x' })
  await work()
  expect(await world.row(id)).toMatchObject({ status: 'deferred', attempts: 1 })
  expect((await world.row(id)).reason).toContain('451 Come again later')
  world.sink.state.deferring = false
  await work()
  world.sink.state.deferring = true
  expect(await world.row(id)).toMatchObject({ status: 'accepted', attempts: 2 })
  expect(world.sink.got).toHaveLength(1)
})

it('gives up at last', async () => {
  const { id } = await world.enqueue({ to: { email: 'defer@there.test' }, kind: 'message', subject: 'x', text: 'x' })
  await world.system.db.mail.update({ where: { id }, data: { attempts: 11 } })
  await work()
  expect(await world.row(id)).toMatchObject({ status: 'refused', attempts: 12 })
  expect((await world.row(id)).reason).toContain('Given up after 12 attempts. 451')
})

it.each([
  ['refuse@there.test', 'refused', '550 No such mailbox'],
  ['drop@there.test', 'in_doubt', 'its answer did not come'],
  ['stall@there.test', 'in_doubt', 'its answer did not come'],
])('never tries %s again by itself', async (email, status, words) => {
  const mail = await world.send({ to: { email } })
  expect(mail).toMatchObject({ status, attempts: 1 })
  expect(mail.reason).toContain(words)
  expect(mail.content).not.toBeNull()
  await work()
  expect(await world.row(mail.id)).toMatchObject({ status, attempts: 1 })
})

it('does not repeat a mail whose worker died over it', async () => {
  const { id } = await world.enqueue({ to: { email: 'once@there.test' }, kind: 'message', subject: 'x', text: 'x' })
  await world.system.db.mail.update({ where: { id }, data: { status: 'sending', attempts: 1 } })
  await work()
  expect(await world.row(id)).toMatchObject({ status: 'in_doubt', attempts: 1 })
  expect(world.sink.got).toHaveLength(0)
})

/** Nobody reaches the database for so long, and whoever is there is thrown out. */
const outage = async (milliseconds: number) => {
  const address = new URL(world.system.pool.options.connectionString ?? '')
  const database = address.pathname.slice(1)
  address.pathname = '/postgres'
  const other = new Client({ connectionString: address.href })
  await other.connect()
  await other.query(`ALTER DATABASE "${database}" ALLOW_CONNECTIONS false`)
  await other.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database])
  const back = async () => {
    await other.query(`ALTER DATABASE "${database}" ALLOW_CONNECTIONS true`)
    await other.end()
  }
  setTimeout(() => void back(), milliseconds)
}

it('writes down what the mail server said, also when the database comes back only later', async () => {
  const { smtp } = world.system.ports
  const { send } = smtp
  smtp.send = async (...input) => {
    const outcome = await send(...input)
    await outage(600)
    return outcome
  }
  const { id } = await world.enqueue({ to: { email: 'afterwards@there.test' }, kind: 'message', subject: 'x', text: 'x' })
  await work().finally(() => {
    smtp.send = send
  })
  expect(await world.row(id)).toMatchObject({ status: 'accepted', attempts: 1 })
  expect(world.sink.got).toHaveLength(1)
})

it('sends one mail once, however many jobs name it', async () => {
  const { id } = await world.enqueue({ to: { email: 'many@there.test' }, kind: 'message', subject: 'x', text: 'x' })
  const queuedJobs = await world.system.db.job.createManyAndReturn({
    data: Array.from({ length: 8 }, () => ({ worker: 'email', job_type: 'send_mail', payload: { mail_ids: [id] } })),
  })
  await Promise.all(queuedJobs.map(({ id: of, round }) => perform(world.system, { id: of, round }, { jobs })))
  expect(world.sink.got).toHaveLength(1)
  await work()
})

it('gives a mail to one of those who ask in the same breath', async () => {
  const { id } = await world.enqueue({ to: { email: 'breath@there.test' }, kind: 'message', subject: 'x', text: 'x' })
  const { claim } = world.system.mailRows
  const answers = await Promise.all(Array.from({ length: 9 }, () => claim({ id, most: 0 })))
  expect(answers.filter((answer) => answer !== 'taken')).toMatchObject([{ attempts: 1, status: 'sending' }])
})

it('sends nothing while e-mail is turned off, and says so', async () => {
  await world.set({ 'MISP.disable_emailing': true })
  const mail = await world.send({ to: { email: 'off@there.test' } })
  await world.set({ 'MISP.disable_emailing': null })
  expect(mail).toMatchObject({ status: 'not_sent', reason: 'Sending mail is turned off (MISP.disable_emailing).' })
  expect(world.sink.got).toHaveLength(0)
})

it('sends nothing to an account that is disabled', async () => {
  const user_id = await userId('readonly@alpha.test')
  await world.ask('admin', 'users.edit', { id: user_id, disabled: true })
  expect(await world.send({ to: { user_id } })).toMatchObject({ status: 'not_sent', reason: 'This account is disabled.' })
})

it('changes a password only when its mail was accepted', async () => {
  const user_id = await userId('publisher@alpha.test')
  const passwordOf = async () => (await world.system.db.user.findUniqueOrThrow({ where: { id: user_id } })).password
  const before = await passwordOf()
  const onAccepted = { password: { user_id, hash: 'hash of the new one' } }
  await world.set({ 'Mail.port': 1 })
  expect((await world.send({ to: { user_id }, onAccepted })).status).toBe('deferred')
  expect(await passwordOf()).toBe(before)
  await world.set({ 'Mail.port': world.sink.port })
  expect((await world.send({ to: { user_id }, onAccepted })).status).toBe('accepted')
  expect(await passwordOf()).toBe('hash of the new one')
})

/** Two runs of the job at the same instant. */
const digests = async () => {
  const queuedJobs = await world.system.db.job.createManyAndReturn({
    data: [1, 2].map(() => ({ worker: 'email', job_type: 'send_digests' })),
  })
  await Promise.all(queuedJobs.map(({ id, round }) => perform(world.system, { id, round }, { jobs })))
  await work()
}

it('holds what exceeds the hour’s measure of a recipient, and sends it as one digest', async () => {
  await world.set({ 'Mail.per_hour': 2 })
  const flooded = { email: 'flooded@there.test' }
  const mails = []
  for (const n of [1, 2, 3, 4]) mails.push(await world.send({ to: flooded, subject: `Alert ${n}`, text: `Text ${n}` }))
  const other = await world.send({ to: { email: 'other@there.test' } })
  const urgent = await world.send({ to: flooded, uncapped: true })
  expect(mails.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'held', 'held'])
  expect([other.status, urgent.status]).toEqual(['accepted', 'accepted'])

  world.sink.got.splice(0)
  await digests()
  await digests()
  await world.set({ 'Mail.per_hour': null })
  expect(world.sink.got.map(({ to, subject }) => [to, subject])).toEqual([['flooded@there.test', 'Digest of 2 mails']])
  for (const word of ['Alert 3', 'Text 3', 'Alert 4', 'Text 4']) expect(world.sink.got[0]?.raw).toContain(word)
  const carrier = await world.system.db.mail.findFirstOrThrow({ where: { kind: 'digest' } })
  expect(await world.row(mails[3]?.id ?? 0)).toMatchObject({ status: 'in_digest', digest_id: carrier.id, content: null })
})

it('leaves out of a digest in clear what may not leave in clear', async () => {
  await world.set({ 'Mail.per_hour': 1, 'GnuPG.bodyonlyencrypted': true })
  const user_id = await userId('orgadmin@beta.test')
  for (const kind of [{}, { short: 'A short one.' }, { noClear: true }])
    await world.send({ to: { user_id }, text: 'The whole text.', ...kind })
  world.sink.got.splice(0)
  await digests()
  await world.set({ 'Mail.per_hour': null, 'GnuPG.bodyonlyencrypted': null })
  expect(world.sink.got[0]?.raw).toContain('A short one.')
  expect(world.sink.got[0]?.raw).not.toContain('The whole text.')
})

it('forgets the text of a mail that nobody had sent again, and at last its row', async () => {
  const mail = await world.send({ to: { email: 'refuse@there.test' } })
  const prune = async (days: number) => {
    await world.system.pool.query(`UPDATE mails SET modified = now() - make_interval(days => $2) WHERE id = $1`, [mail.id, days])
    const { id, round } = await world.system.db.job.create({ data: { worker: 'default', job_type: 'prune_mails' } })
    await perform(world.system, { id, round }, { jobs })
    return world.system.db.mail.findUnique({ where: { id: mail.id } })
  }
  expect((await prune(29))?.content).not.toBeNull()
  expect(await prune(31)).toMatchObject({ status: 'refused', content: null })
  expect(await prune(366)).toBeNull()
})

it('a mail whose job has failed is not left waiting: it says so, keeps its text, and its log row stands', async () => {
  const [queued, sending] = [
    await world.enqueue({ to: { email: 'left@there.test' }, kind: 'message', subject: 'Left', text: 'One.' }),
    await world.enqueue({ to: { email: 'half@there.test' }, kind: 'message', subject: 'Half', text: 'Two.' }),
  ]
  await world.system.pool.query("UPDATE mails SET status = 'sending' WHERE id = $1", [sending.id])
  // Each of them has taken its workers down once too often.
  await world.system.pool.query(
    "UPDATE jobs SET status = 'running', retries = 5, heartbeat = now() - interval '2 minutes' WHERE job_type = 'send_mail' AND status = 'waiting'",
  )
  await sweep(world.system, jobs)
  const reason = 'The job that was to send this mail has failed.'
  expect(await world.row(queued.id)).toMatchObject({ status: 'not_sent', reason, content: expect.any(String) })
  expect(await world.row(sending.id)).toMatchObject({ status: 'in_doubt', content: expect.any(String) })
  const titles = (await world.logs({ action: 'email' })).map(({ title }) => title)
  expect(titles).toContain(`Email to left@there.test, titled "Left" failed. Reason: ${reason}`)
})
