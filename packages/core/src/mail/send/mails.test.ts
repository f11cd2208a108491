import { generateKey } from 'openpgp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mailScene } from '../../testing/mailScene.ts'

type World = Awaited<ReturnType<typeof mailScene>>
let world: World
let user_id: number
beforeAll(async () => {
  world = await mailScene()
  user_id = (await world.system.db.user.findUniqueOrThrow({ where: { email: 'user@alpha.test' } })).id
})
afterAll(() => world.close())

type Shown = { id: number; status: string; reason: string; retriable: boolean; attempts: number }
const inline = { inline: true }

it('shows an org admin the mails to users of the own organisation only', async () => {
  const beta = await world.system.db.user.findUniqueOrThrow({ where: { email: 'user@beta.test' } })
  for (const to of [{ user_id }, { user_id: beta.id }, { email: 'stranger@there.test' }]) await world.send({ to })
  const recipients = async (who: 'orgadmin' | 'admin') =>
    (await world.ask<{ rows: { recipient: string }[] }>(who, 'mails.list', { sort: 'id' })).rows.map(({ recipient }) => recipient)
  expect(await recipients('orgadmin')).toEqual(['user@alpha.test'])
  expect(await recipients('admin')).toEqual(['user@alpha.test', 'user@beta.test', 'stranger@there.test'])
})

it('tries again, when a person says so, what was refused, and nothing that was sent', async () => {
  const { id } = await world.send({ to: { email: 'refuse@there.test' } })
  expect(await world.ask<Shown>('admin', 'mails.view', { id })).toMatchObject({ status: 'refused', retriable: true })
  expect(await world.ask('admin', 'mails.retry', { id }, inline)).toMatchObject({ status: 'queued', retriable: false })
  expect(await world.row(id)).toMatchObject({ status: 'refused', attempts: 2 })
  const sent = await world.send({ to: { user_id } })
  await expect(world.ask('admin', 'mails.retry', { id: sent.id })).rejects.toMatchObject({ kind: 'conflict' })
})

it('lets a person take over what no job looks after any more', async () => {
  const { id } = await world.enqueue({ to: { email: 'left@there.test' }, kind: 'message', subject: 'x', text: 'x' })
  const retriable = async () => (await world.ask('admin', 'mails.view', { id })).retriable
  expect(await retriable()).toBe(false)
  world.clock.at = new Date(Date.now() + 3 * 3_600_000)
  expect(await retriable()).toBe(true)
  await world.ask('admin', 'mails.retry', { id }, inline)
  delete world.clock.at
  expect(await world.row(id)).toMatchObject({ status: 'accepted', attempts: 1 })
})

it('has a mail in doubt tried again under its own Message-ID', async () => {
  const mail = await world.send({ to: { email: 'drop@there.test' } })
  expect(mail.status).toBe('in_doubt')
  await world.ask('admin', 'mails.retry', { id: mail.id }, inline)
  const ids = world.sink.got.filter(({ to }) => to === 'drop@there.test').map(({ messageId }) => messageId)
  expect(ids).toEqual([mail.message_id, mail.message_id])
})

it('sends a test mail to whoever asks, or where he says', async () => {
  await world.ask('admin', 'mails.sendTest', {}, inline)
  await world.ask('admin', 'mails.sendTest', { to: 'other@there.test' }, inline)
  expect(world.sink.got.slice(-2).map(({ to, subject }) => [to, subject])).toEqual([
    ['admin@admin.test', 'Test of the mail server'],
    ['other@there.test', 'Test of the mail server'],
  ])
  await world.set({ 'MISP.disable_emailing': true })
  await expect(world.ask('admin', 'mails.sendTest')).rejects.toMatchObject({ kind: 'conflict' })
  await world.set({ 'MISP.disable_emailing': null })
})

it('says whether the mail server lets it in', async () => {
  expect(await world.ask('admin', 'mails.server')).toEqual({ host: '127.0.0.1', port: world.sink.port, problem: null })
  await world.set({ 'Mail.port': 1 })
  expect((await world.ask('admin', 'mails.server')).problem).toBe('The mail server 127.0.0.1:1 refused the connection (ECONNREFUSED).')
  await world.set({ 'Mail.port': world.sink.port })
})

it('tries how a mail would leave without sending one', async () => {
  const before = world.sink.got.length
  expect(await world.ask('admin', 'mails.tryEncryption', { user_id })).toMatchObject({ state: 'none', way: 'clear', signed_with: null })
  const { publicKey } = await generateKey({ type: 'ecc', curve: 'curve25519Legacy', userIDs: [{ email: 'a@b.test' }], date: new Date(0) })
  const tried = await world.ask('admin', 'mails.tryEncryption', { key: publicKey })
  expect(tried).toMatchObject({ state: 'valid', way: 'encrypted' })
  expect(tried.message).toContain('BEGIN PGP MESSAGE')
  expect(await world.ask('admin', 'mails.tryEncryption', { key: 'no key' })).toMatchObject({ state: 'unreadable', way: 'none' })
  await expect(world.ask('admin', 'mails.tryEncryption', {})).rejects.toMatchObject({ kind: 'invalid' })
  expect(world.sink.got).toHaveLength(before)
})

it('makes and imports the key of the instance, and keeps its private half sealed', async () => {
  expect(await world.ask('admin', 'mails.key')).toBeNull()
  const made = await world.ask('admin', 'mails.generateKey', { algorithm: 'curve25519' })
  expect(made).toMatchObject({ user_ids: ['Reeve of Alpha <reeve@instance.test>'], problem: null, expires: null })
  expect(await world.ask('user', 'mails.key')).toEqual(made)
  const userIDs = [{ email: 'imported@instance.test' }]
  const locked = await generateKey({ type: 'ecc', curve: 'curve25519Legacy', userIDs, passphrase: 'open sesame', date: new Date(0) })
  const importing = (key: string, passphrase = '') => world.ask('admin', 'mails.importKey', { key, passphrase })
  await expect(importing(locked.privateKey, 'wrong')).rejects.toMatchObject({ fields: { key: ['The passphrase does not open this key.'] } })
  await expect(importing(locked.publicKey)).rejects.toMatchObject({ fields: { key: [expect.stringContaining('no OpenPGP private key')] } })
  expect(await importing(locked.privateKey, 'open sesame')).toMatchObject({ user_ids: ['<imported@instance.test>'] })

  const { value } = await world.system.db.systemSetting.findUniqueOrThrow({ where: { setting: 'Mail.key' } })
  expect(value).toMatch(/^sealed:/)
  expect(await world.ask('admin', 'settings.view', { id: 'Mail.key' })).toMatchObject({ value: '*****' })
  await expect(world.ask('admin', 'settings.edit', { id: 'Mail.key', value: 'x' })).rejects.toMatchObject({ kind: 'invalid' })
  expect(JSON.stringify(await world.logs({}), (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))).not.toContain('PRIVATE')
})
