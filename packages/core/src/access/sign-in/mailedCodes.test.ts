import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask } from '../../ask.ts'
import { codeInMail, codeNow, giveTotp } from '../../testing/codes.ts'
import { mailScene } from '../../testing/mailScene.ts'
import { from } from '../../testing/scene.ts'
import { anonymous } from '../actors/actors.ts'

let world: Awaited<ReturnType<typeof mailScene>>
const [id, email, password] = [3, 'user@alpha.test', 'Correct horse 9']
beforeAll(async () => {
  world = await mailScene()
  await world.ask('admin', 'users.edit', { id, password, change_pw: false })
  await world.set({ 'Security.email_otp_enabled': true })
})
afterAll(() => world.close())
beforeEach(async () => {
  delete world.clock.at
  await world.system.db.counter.deleteMany()
})

type Opened = { token: string | null; ticket: string; step: string | null }
const stranger = anonymous(from)
const give = (who = email) => ask(world.system, stranger, 'session.add', { email: who, password }) as Promise<Opened>
const confirm = (ticket: string, otp: string, actor = stranger) =>
  ask(world.system, actor, 'session.confirmMailed', { ticket, otp }) as Promise<Opened>
const another = (ticket: string) => ask(world.system, stranger, 'session.mailCode', { ticket }) as Promise<{ left: boolean }>
const later = (minutes: number) => void (world.clock.at = new Date(Date.now() + minutes * 60_000))
const refused = { kind: 'unauthenticated', fields: { otp: [expect.any(String)] } }
const titles = async () => (await world.logs({ action: 'login_fail', user_id: id })).map(({ title }) => title)

describe('signing in with a code by mail', () => {
  it('takes the password as a first step and the code once, from the browser it was asked for in', async () => {
    const first = await give()
    expect(first).toMatchObject({ token: null, step: 'email_otp' })
    const code = await codeInMail(world)
    expect(code).toMatch(/^\d{6}$/)
    expect(JSON.stringify(await world.system.db.mailedCode.findMany())).not.toContain(code)
    const second = await give()
    await expect(confirm(second.ticket, code)).rejects.toMatchObject(refused)
    expect(await confirm(first.ticket, ` ${code.slice(0, 3)} ${code.slice(3)} `)).toMatchObject({ token: expect.any(String), step: null })
    await expect(confirm(first.ticket, code)).rejects.toMatchObject(refused)
    expect((await titles()).at(-1)).toBe(`User (${id}): ${email} wrong email OTP token`)
  })

  it('mails it in the words of the instance, whatever the hour has seen', async () => {
    await world.set({ 'MISP.org': 'Alpha', 'Mail.per_hour': 1, 'Security.email_otp_length': 8, 'Security.email_otp_validity': 7 })
    await world.set({ 'Security.email_otp_text': String.raw`$otp for $username at $misp from $ip,\n$validity minutes. $contact $nothing` })
    const mails = () => world.system.db.mail.findMany({ where: { kind: 'sign_in_code' }, orderBy: { id: 'desc' }, take: 2 })
    for (let n = 0; n < 2; n++) await ask(world.system, stranger, 'session.add', { email, password }, { inline: true })
    expect((await mails()).map(({ status, subject }) => [status, subject])).toEqual([
      ['accepted', '[Alpha MISP] Email OTP'],
      ['accepted', '[Alpha MISP] Email OTP'],
    ])
    expect(world.sink.got.at(-1)?.raw.replaceAll('=\r\n', '')).toMatch(
      /^\d{8} for user@alpha\.test at .* from 127\.0\.0\.1,\r\n7 minutes\. your administrator \$nothing/m,
    )
    const names = ['MISP.org', 'Mail.per_hour', 'Security.email_otp_length', 'Security.email_otp_validity', 'Security.email_otp_text']
    await world.set(Object.fromEntries(names.map((name) => [name, null])))
  })

  it.each([
    ['too late', async () => later(6)],
    ['after another one was sent', async (ticket: string) => void (await another(ticket))],
  ])('refuses the code %s', async (_, meanwhile) => {
    const { ticket } = await give()
    const code = await codeInMail(world)
    await meanwhile(ticket)
    await expect(confirm(ticket, code)).rejects.toMatchObject(refused)
    expect(await confirm((await give()).ticket, await codeInMail(world))).toMatchObject({ token: expect.any(String) })
  })

  it.each([
    ['after another password', { password: 'Correct horse 10' }],
    ['once disabled', { disabled: true }],
  ])('security 3: goes no further %s', async (_, change) => {
    const { ticket } = await give()
    const code = await codeInMail(world)
    await world.ask('admin', 'users.edit', { id, ...change })
    await expect(confirm(ticket, code)).rejects.toMatchObject({ kind: 'unauthenticated', message: expect.stringMatching(/sign in again/) })
    await expect(another(ticket)).rejects.toMatchObject({ kind: 'unauthenticated' })
    await world.ask('admin', 'users.edit', { id, password, disabled: false })
  })

  it.each(['', ' ', '0', '[]', 'null', '000000'])('security 5: takes “%s” for no code', async (otp) =>
    expect(confirm((await give()).ticket, otp)).rejects.toMatchObject(refused),
  )

  it('takes the ticket of one second step for no other', async () => {
    const { ticket } = await give()
    await expect(ask(world.system, stranger, 'session.confirm', { ticket, otp: await codeInMail(world) })).rejects.toMatchObject({
      kind: 'unauthenticated',
    })
    await giveTotp(world, id)
    await expect(confirm(ticket, await codeInMail(world))).rejects.toMatchObject({ kind: 'unauthenticated' })
    const own = await give()
    expect(own.step).toBe('otp')
    await expect(confirm(own.ticket, codeNow(world))).rejects.toMatchObject({ kind: 'unauthenticated' })
    await world.ask('admin', 'totp.delete', { id })
  })

  it('asks those who are excepted for none, nor keys and the vouched', async () => {
    await world.set({ 'Security.email_otp_exceptions': 'somebody@there.test, USER@alpha.test' })
    expect(await give()).toMatchObject({ token: expect.any(String), step: null })
    await world.set({ 'Security.email_otp_exceptions': null })
    expect(await world.as('user')).toMatchObject({ id, from: { way: 'key' } })
    const vouched = { ...(await world.as('user')), from: { ...from, proxyAuth: true as const } }
    expect(await ask(world.system, vouched, 'session.open', {})).toMatchObject({ token: expect.any(String) })
  })
})

describe('too many', () => {
  it('wrong codes are refused whatever network they come from, and the right one then too', async () => {
    const { ticket } = await give()
    const at = (n: number) => anonymous({ ...from, ip: `192.0.2.${n}` })
    for (let n = 0; n < 5; n++) await expect(confirm(ticket, '000000', at(n))).rejects.toMatchObject(refused)
    await expect(confirm(ticket, await codeInMail(world), at(9))).rejects.toMatchObject({ kind: 'busy' })
  })

  it('mails to one mailbox are refused', async () => {
    const { ticket } = await give()
    for (let n = 0; n < 4; n++) await another(ticket)
    await expect(another(ticket)).rejects.toMatchObject({ kind: 'busy', message: expect.stringMatching(/Too many codes/) })
    await expect(give()).rejects.toMatchObject({ kind: 'busy' })
  })

  it('security 2: of fifty tries with one code at once, one gets in', async () => {
    await world.set({ 'SecureAuth.amount': 100 })
    const { ticket } = await give()
    const code = await codeInMail(world)
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => confirm(ticket, code)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await world.set({ 'SecureAuth.amount': null })
  })
})

describe('where no mail can leave', () => {
  const on = { id: 'Security.email_otp_enabled', value: true }
  const off = { id: 'MISP.disable_emailing', value: true }
  it('they are not turned on, nor is mail turned off under them', async () => {
    await expect(world.ask('admin', 'settings.edit', off)).rejects.toMatchObject({ kind: 'invalid', fields: { value: [/codes/] } })
    await world.set({ 'Security.email_otp_enabled': null, 'MISP.disable_emailing': true })
    for (const value of [true, '1'])
      await expect(world.ask('admin', 'settings.edit', { ...on, value })).rejects.toMatchObject({ fields: { value: [/disable_emailing/] } })
    await world.set({ 'MISP.disable_emailing': null, 'Security.email_otp_enabled': true })
  })

  it('signing in says so, to a site admin also how to turn them off; and it is noted', async () => {
    await world.set({ 'Mail.host': null })
    await expect(give()).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(/No mail server.*Ask your administrator/),
    })
    const [own] = [{ email: world.first.email, password: world.first.password }]
    await expect(ask(world.system, stranger, 'session.add', own)).rejects.toMatchObject({
      message: expect.stringContaining('./reeve setting set Security.email_otp_enabled false'),
    })
    expect((await titles()).at(-1)).toBe(`User (${id}): ${email} could not be mailed an OTP token`)
    await world.set({ 'Mail.host': '127.0.0.1' })
  })

  it('a key that does not work keeps nobody out, but where only encrypted mail may leave', async () => {
    await world.system.db.user.update({ where: { id }, data: { gpgkey: 'no key at all' } })
    await ask(world.system, stranger, 'session.add', { email, password }, { inline: true })
    const mail = await world.system.db.mail.findFirstOrThrow({ where: { kind: 'sign_in_code' }, orderBy: { id: 'desc' } })
    expect(mail).toMatchObject({ status: 'accepted', encrypted_with: null, reason: expect.stringContaining('without encryption') })
    await world.set({ 'GnuPG.onlyencrypted': true })
    await expect(give()).rejects.toMatchObject({ kind: 'conflict', message: expect.stringMatching(/key/) })
    await world.set({ 'GnuPG.onlyencrypted': null })
    await world.system.db.user.update({ where: { id }, data: { gpgkey: null } })
  })

  it('another code tells whether the mail before has left', async () => {
    const { ticket } = await give()
    expect(await another(ticket)).toEqual({ left: false })
    await ask(world.system, stranger, 'session.mailCode', { ticket }, { inline: true })
    expect(await another(ticket)).toEqual({ left: true })
  })
})
