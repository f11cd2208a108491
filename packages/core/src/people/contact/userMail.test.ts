import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { perform } from '../../background/jobs/perform.ts'
import { jobs } from '../../jobs.ts'
import { mailScene } from '../../testing/mailScene.ts'

let world: Awaited<ReturnType<typeof mailScene>>
beforeAll(async () => {
  world = await mailScene()
  await world.set({ 'MISP.org': 'Alpha', 'MISP.contact': 'help@instance.test', 'MISP.baseurl': 'https://misp.test' })
})
beforeEach(() => world.sink.got.splice(0))
afterAll(() => world.close())

const userOf = (email: string) => world.system.db.user.findUniqueOrThrow({ where: { email } })
/** What a worker does until nothing waits. */
const work = async () => {
  for (;;) {
    const waiting = await world.system.db.job.findMany({ where: { status: 'waiting' }, orderBy: { id: 'asc' } })
    if (waiting.length === 0) return
    for (const { id, round } of waiting) await perform(world.system, { id, round }, { jobs })
  }
}
const refusal = (failure: unknown) => expect.objectContaining({ message: expect.stringContaining(String(failure)) })
const textOf = (raw: unknown) => Buffer.from(String(raw)).toString()

describe('a new password by mail', () => {
  it('changes with the acceptance of its mail, and not before', async () => {
    const before = await userOf('user@alpha.test')
    const { mail_id } = await world.ask<{ mail_id: number }>('admin', 'userMail.resetPassword', { id: before.id })
    expect(await world.row(mail_id)).toMatchObject({ status: 'queued', kind: 'credentials', subject: '[Alpha MISP] Password reset' })
    expect((await userOf('user@alpha.test')).password).toBe(before.password)
    await work()
    const after = await userOf('user@alpha.test')
    expect(after.password).not.toBe(before.password)
    expect(after.change_pw).toBe(true)
    const [mail] = world.sink.got
    const text = textOf(mail?.raw)
    expect(text).toContain('https://misp.test')
    expect(text).toContain('The support team of Alpha')
    const password = /Temporary password: (\S+)/.exec(text.replaceAll('=\r\n', ''))?.[1]?.replaceAll('=3D', '=')
    expect(await world.system.ports.hash.verify(after.password, password ?? '')).toBe(true)
  })

  it('stays as it was when the mail is refused', async () => {
    const { id } = await world.ask<{ id: number }>('admin', 'users.add', { email: 'refuse@there.test', org_id: 2, role_id: 3 })
    const before = await userOf('refuse@there.test')
    const { mail_id } = await world.ask<{ mail_id: number }>('admin', 'userMail.resetPassword', { id, first_time: true })
    await work()
    expect(await world.row(mail_id)).toMatchObject({ status: 'refused', subject: '[Alpha MISP] New user registration' })
    expect((await userOf('refuse@there.test')).password).toBe(before.password)
  })

  it('welcomes a new user where that is wanted: one made here holds with its mail, one that was typed at once', async () => {
    const wanted = { org_id: 2, role_id: 3, notify: true }
    await world.ask('admin', 'users.add', { email: 'made@there.test', ...wanted })
    await world.ask('admin', 'users.add', { email: 'typed@there.test', ...wanted, password: 'Correct horse 9' })
    expect((await userOf('made@there.test')).password).toBe('')
    expect(await world.system.ports.hash.verify((await userOf('typed@there.test')).password, 'Correct horse 9')).toBe(true)
    await work()
    expect(world.sink.got.map(({ to, subject }) => [to, subject])).toEqual(
      ['made', 'typed'].map((who) => [`${who}@there.test`, '[Alpha MISP] New user registration']),
    )
    const text = /Password: (\S+)/.exec(textOf(world.sink.got[0]?.raw).replaceAll('=\r\n', ''))?.[1]?.replaceAll('=3D', '=') ?? ''
    expect(await world.system.ports.hash.verify((await userOf('made@there.test')).password, text)).toBe(true)
    await world.set({ 'MISP.disable_emailing': true })
    await expect(world.ask('admin', 'users.add', { email: 'third@there.test', ...wanted })).rejects.toEqual(refusal('nothing was changed'))
    await world.set({ 'MISP.disable_emailing': null })
    expect(await world.system.db.user.count({ where: { email: 'third@there.test' } })).toBe(0)
  })

  it('is refused at once where no mail would leave', async () => {
    const { id } = await userOf('user@alpha.test')
    await world.set({ 'MISP.disable_emailing': true })
    await expect(world.ask('admin', 'userMail.resetPassword', { id })).rejects.toEqual(refusal('nothing was changed'))
    await expect(world.ask('admin', 'userMail.send', { recipient: 'all', action: 'reset' })).rejects.toEqual(refusal('nothing was changed'))
    await world.set({ 'MISP.disable_emailing': null, 'GnuPG.onlyencrypted': true })
    await expect(world.ask('admin', 'userMail.resetPassword', { id })).rejects.toEqual(refusal('no OpenPGP key'))
    await world.set({ 'GnuPG.onlyencrypted': null, 'GnuPG.bodyonlyencrypted': true })
    await expect(world.ask('admin', 'userMail.resetPassword', { id })).rejects.toEqual(refusal('must be encrypted'))
    await world.set({ 'GnuPG.bodyonlyencrypted': null })
    expect(await world.system.db.job.count({ where: { status: 'waiting' } })).toBe(0)
  })

  it('security 7: an org admin resets nobody whose rights exceed his, and nobody of another organisation', async () => {
    const [sync, stranger, peer] = [await userOf('sync@alpha.test'), await userOf('user@beta.test'), await userOf('user@alpha.test')]
    await expect(world.ask('orgadmin', 'userMail.resetPassword', { id: sync.id })).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(world.ask('orgadmin', 'userMail.resetPassword', { id: stranger.id })).rejects.toMatchObject({ kind: 'notFound' })
    await world.ask('orgadmin', 'userMail.resetPassword', { id: peer.id })
    await work()
    expect(world.sink.got.map(({ to }) => to)).toEqual(['user@alpha.test'])
  })
})

describe('contacting users', () => {
  const message = { subject: 'News', message: 'Dear $username, see $misp.' }

  it('shows whom it reaches, and how each gets it', async () => {
    const found = await world.ask<{ count: number; ways: unknown[] }>('admin', 'userMail.preview', {
      recipient: 'organisations',
      org_ids: [3],
      ...message,
    })
    expect(found).toMatchObject({ count: 2, ways: [{ way: 'clear', count: 2, example: { to: 'user@beta.test', subject: 'News' } }] })
    expect(JSON.stringify(found)).toContain('Dear user@beta.test, see https://misp.test.')
    await world.set({ 'GnuPG.onlyencrypted': true })
    expect(await world.ask('admin', 'userMail.preview', { recipient: 'all', ...message })).toMatchObject({
      count: 0,
      ways: [{ way: 'none' }],
    })
    await world.set({ 'GnuPG.onlyencrypted': null })
  })

  it('mails each once, in the words of the message, and says what became of each', async () => {
    const { batch, count, job_id } = await world.ask<{ batch: string; count: number; job_id: number }>('admin', 'userMail.send', {
      recipient: 'organisations',
      org_ids: [3],
      expected: 2,
      ...message,
    })
    await work()
    expect(count).toBe(2)
    expect(world.sink.got.map(({ to, subject }) => [to, subject]).sort(([a = ''], [b = '']) => a.localeCompare(b))).toEqual([
      ['orgadmin@beta.test', 'News'],
      ['user@beta.test', 'News'],
    ])
    expect(await world.ask('admin', 'mails.list', { batch })).toMatchObject({
      total: 2,
      rows: [{ status: 'accepted' }, { status: 'accepted' }],
    })
    // The same job once more writes to nobody twice.
    await world.system.db.job.update({ where: { id: job_id }, data: { status: 'waiting' } })
    await work()
    expect(world.sink.got).toHaveLength(2)
    expect(await world.logs({ action: 'admin_email' })).toMatchObject([{ title: 'Mail to 2 users, titled "News".' }])
  })

  it('gives each a password of his own', async () => {
    await world.ask('admin', 'userMail.send', { recipient: 'organisations', org_ids: [3], action: 'reset', message: 'A word.' })
    await work()
    const values = world.sink.got.map(({ raw }) => /Your temporary password: (.+)/.exec(textOf(raw))?.[1])
    expect(values).toHaveLength(2)
    expect(new Set(values).size).toBe(2)
    expect(await userOf('user@beta.test')).toMatchObject({ change_pw: true })
  })

  it('refuses a number that has changed, nobody at all, and a custom mail that says nothing', async () => {
    await expect(world.ask('admin', 'userMail.send', { recipient: 'all', expected: 999, ...message })).rejects.toEqual(
      refusal('instead of 999'),
    )
    await expect(world.ask('admin', 'userMail.send', { recipient: 'users', user_ids: [9999], ...message })).rejects.toMatchObject({
      kind: 'invalid',
    })
    await expect(world.ask('admin', 'userMail.send', { recipient: 'all', subject: 'x' })).rejects.toMatchObject({
      fields: { message: [expect.any(String)] },
    })
    await expect(world.ask('admin', 'userMail.preview', { recipient: 'users', message: ' ' })).rejects.toMatchObject({
      fields: { user_ids: [expect.any(String)], subject: [expect.any(String)], message: [expect.any(String)] },
    })
  })

  it('reaches from an org admin his own organisation only', async () => {
    const { count } = await world.ask<{ count: number }>('orgadmin', 'userMail.preview', { recipient: 'all', ...message })
    expect(count).toBe(await world.system.db.user.count({ where: { org_id: 2 } }))
    await expect(world.ask('orgadmin', 'userMail.send', { recipient: 'external', email: 'x@y.test', ...message })).rejects.toMatchObject({
      kind: 'invalid',
    })
  })

  it('writes to somebody who is no user yet, and refuses a key that is none', async () => {
    const asked = { recipient: 'external', email: 'future@there.test', ...message }
    await expect(world.ask('admin', 'userMail.send', { ...asked, key: 'no key' })).rejects.toMatchObject({
      fields: { key: [expect.any(String)] },
    })
    await world.ask('admin', 'userMail.send', asked)
    await work()
    expect(world.sink.got.map(({ to }) => to)).toEqual(['future@there.test'])
  })
})

it('looks at the key of every user, however many there are', async () => {
  const many = 1200
  await world.system.db.user.createMany({
    data: Array.from({ length: many }, (_, n) => ({ email: `many${n}@beta.test`, org_id: 3, role_id: 3, gpgkey: `key ${n % 3}` })),
  })
  const { ways } = await world.ask<{ ways: { way: string; count: number }[] }>('admin', 'userMail.preview', {
    recipient: 'organisations',
    org_ids: [3],
    action: 'custom',
    subject: 'News',
    message: 'News.',
  })
  expect(ways).toContainEqual(expect.objectContaining({ way: 'none', count: many }))
  const { rows, next } = await world.ask<{ rows: { email: string }[]; next: number | null }>('admin', 'userMail.reach', {
    keyed: true,
    limit: 100_000,
  })
  expect([rows.filter(({ email }) => email.startsWith('many')).length, next]).toEqual([many, null])
  const part = await world.ask<{ rows: unknown[]; next: number | null }>('admin', 'userMail.reach', { keyed: true, limit: 700 })
  expect([part.rows.length, part.next !== null]).toEqual([700, true])
  await world.system.db.user.deleteMany({ where: { email: { startsWith: 'many' } } })
})

it('says whom mail does not reach, and why', async () => {
  const { id } = await userOf('user@beta.test')
  await world.system.db.user.update({ where: { id }, data: { gpgkey: 'not a key' } })
  const { rows } = await world.ask<{ rows: { id: number; state: string; obstacle: string | null }[] }>('admin', 'userMail.reach', {})
  expect(rows).toEqual([expect.objectContaining({ id, state: 'unreadable', obstacle: expect.stringContaining('cannot be used') })])
})
