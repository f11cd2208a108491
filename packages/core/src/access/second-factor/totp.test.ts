import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../../ask.ts'
import { codeNow, giveTotp } from '../../testing/codes.ts'
import { from, type Scene, scene } from '../../testing/scene.ts'
import { actorBySession, anonymous } from '../actors/actors.ts'

const password = 'Correct horse 9'
const ids = { orgadmin: 2, user: 3, publisher: 4, sync: 5, readonly: 6, buser: 7 }
type Opened = { token: string | null; ticket: string | null }

let world: Scene
beforeAll(async () => {
  world = await scene()
  for (const id of Object.values(ids)) await world.ask('admin', 'users.edit', { id, password, change_pw: false })
  await world.ask('admin', 'settings.edit', { id: 'SecureAuth.amount', value: 1000 })
})
afterAll(() => world.close())

const give = (email: string) => ask(world.system, anonymous(from), 'session.add', { email, password }) as Promise<Opened>
const confirm = (ticket: string | null, otp: string) =>
  ask(world.system, anonymous(from), 'session.confirm', { ticket, otp }) as Promise<Opened>
const inBrowser = async (email: string) => {
  const { token } = await give(email)
  const actor = await actorBySession(world.system, token ?? '', from)
  if (!actor) throw new Error(`${email} has no session.`)
  return actor
}
const row = (id: number) => world.system.db.user.findUniqueOrThrow({ where: { id } })
const titles = async (action: string, model_id: number) =>
  (await world.system.db.log.findMany({ where: { action, model_id, model: 'User' }, orderBy: { id: 'asc' } })).map(({ title }) => title)

describe('setting up', () => {
  it('shows one secret to a session until a code made with it confirms it, and keeps it sealed', async () => {
    const actor = await inBrowser('user@alpha.test')
    const shown = (await ask(world.system, actor, 'totp.begin', {})) as { secret: string; uri: string }
    expect(shown.uri).toMatch(/^otpauth:\/\/totp\/[^?]*user%40alpha\.test\?.*issuer=Reeve%20MISP/)
    expect(await ask(world.system, actor, 'totp.begin', {})).toEqual(shown)
    expect(await ask(world.system, await inBrowser('user@alpha.test'), 'totp.begin', {})).not.toEqual(shown)
    await expect(ask(world.system, actor, 'totp.add', { otp: '000000' })).rejects.toMatchObject({
      kind: 'invalid',
      fields: { otp: [expect.any(String)] },
    })
    const { counter, codes } = (await ask(world.system, actor, 'totp.add', { otp: codeNow(world, 0, shown.secret) })) as {
      counter: number
      codes: string[]
    }
    expect([counter, codes.length]).toEqual([0, 50])
    const { totp, hotp_counter } = await row(ids.user)
    expect([totp?.includes(shown.secret), hotp_counter]).toEqual([false, 0])
    expect(await titles('update', ids.user)).toEqual([`User (${ids.user}): user@alpha.test TOTP token created`])
    await expect(ask(world.system, actor, 'totp.begin', {})).rejects.toMatchObject({ kind: 'conflict' })
    expect(await world.ask('user', 'users.me')).toMatchObject({ totp_is_set: true, hotp_counter: 0 })
  })

  it('does not take the code of the set-up for signing in', async () => {
    await world.system.db.user.update({ where: { id: ids.publisher }, data: { totp: null } })
    const actor = await inBrowser('publisher@alpha.test')
    const { secret } = (await ask(world.system, actor, 'totp.begin', {})) as { secret: string }
    const otp = codeNow(world, 0, secret)
    await ask(world.system, actor, 'totp.add', { otp })
    const { ticket } = await give('publisher@alpha.test')
    await expect(confirm(ticket, otp)).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect(await confirm(ticket, codeNow(world, 1, secret))).toMatchObject({ token: expect.any(String) })
  })

  it('shows another secret after it was given up', async () => {
    const actor = await inBrowser('readonly@alpha.test')
    const shown = (await ask(world.system, actor, 'totp.begin', {})) as { secret: string }
    await ask(world.system, actor, 'totp.add', { otp: codeNow(world, 0, shown.secret) })
    await ask(world.system, actor, 'totp.remove', {})
    expect(await ask(world.system, actor, 'totp.begin', {})).not.toMatchObject({ secret: shown.secret })
    expect(await titles('update', ids.readonly)).toHaveLength(2)
  })
})

describe('signing in', () => {
  it('takes the password only as a first step, and no code twice', async () => {
    await giveTotp(world, ids.sync)
    const first = await give('sync@alpha.test')
    expect(first).toMatchObject({ token: null, ticket: expect.any(String) })
    const otp = codeNow(world)
    expect(await confirm(first.ticket, otp)).toMatchObject({ token: expect.any(String), ticket: null })
    await expect(confirm(first.ticket, otp)).rejects.toMatchObject({ kind: 'unauthenticated', fields: { otp: [expect.any(String)] } })
    expect(await titles('login_fail', ids.sync)).toEqual([`User (${ids.sync}): sync@alpha.test wrong OTP token`])
  })

  it('takes the recovery codes in their order, each once', async () => {
    await giveTotp(world, ids.sync)
    const { codes } = await world.ask<{ codes: string[] }>('sync', 'totp.codes')
    const { ticket } = await give('sync@alpha.test')
    await expect(confirm(ticket, codes[1] ?? '')).rejects.toMatchObject({ kind: 'unauthenticated' })
    for (const code of codes.slice(0, 2)) expect(await confirm(ticket, code)).toMatchObject({ token: expect.any(String) })
    await expect(confirm(ticket, codes[0] ?? '')).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect(await world.ask('sync', 'totp.codes')).toMatchObject({ counter: 2, codes: expect.arrayContaining(codes.slice(2)) })
  })

  it.each([
    ['too late', async () => void (world.clock.at = new Date(Date.now() + 6 * 60_000))],
    ['after another password', () => world.ask('admin', 'users.edit', { id: ids.sync, password: 'Correct horse 10' })],
    ['once disabled', () => world.ask('admin', 'users.edit', { id: ids.sync, disabled: true })],
  ])('security 3: goes no further %s', async (_, meanwhile) => {
    await world.ask('admin', 'users.edit', { id: ids.sync, disabled: false, password })
    await giveTotp(world, ids.sync)
    const { ticket } = await give('sync@alpha.test')
    await meanwhile()
    await expect(confirm(ticket, codeNow(world))).rejects.toMatchObject({
      kind: 'unauthenticated',
      message: expect.stringMatching(/again/),
    })
    delete world.clock.at
    await world.ask('admin', 'users.edit', { id: ids.sync, disabled: false })
  })

  it.each(['', ' ', '0', '[]', '{}', 'null', '000000'])('security 5: takes “%s” for no code', async (otp) => {
    await giveTotp(world, ids.buser)
    const { ticket } = await give('user@beta.test')
    await expect(confirm(ticket, otp)).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it.each(['x', 'sealed:', 'sealed:AAAA'])('takes “%s” for no ticket', async (ticket) =>
    expect(confirm(ticket, '000000')).rejects.toMatchObject({ kind: 'unauthenticated' }),
  )

  it('asks for no code where the instance turned them off', async () => {
    await giveTotp(world, ids.buser)
    await world.ask('admin', 'settings.edit', { id: 'Security.otp_disabled', value: true })
    expect(await give('user@beta.test')).toMatchObject({ token: expect.any(String) })
    await expect(world.ask('admin', 'totp.delete', { id: ids.buser })).rejects.toMatchObject({ kind: 'forbidden' })
    await world.ask('admin', 'settings.edit', { id: 'Security.otp_disabled', value: null })
  })
})

describe('security 2: single use', () => {
  it.each([
    ['a one-time password', async () => codeNow(world)],
    ['a recovery code', async () => (await world.ask<{ codes: string[] }>('sync', 'totp.codes')).codes[0] ?? ''],
  ])('%s opens one session, however many try at once', async (_, codeOf) => {
    await giveTotp(world, ids.sync)
    const { ticket } = await give('sync@alpha.test')
    const otp = await codeOf()
    const before = await world.system.db.session.count()
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => confirm(ticket, otp)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await world.system.db.session.count()).toBe(before + 1)
  })

  it('counts wrong codes only until a right one', async () => {
    await world.ask('admin', 'settings.edit', { id: 'SecureAuth.amount', value: 2 })
    await world.system.db.counter.deleteMany()
    await giveTotp(world, ids.sync)
    const { codes } = await world.ask<{ codes: string[] }>('sync', 'totp.codes')
    const { ticket } = await give('sync@alpha.test')
    for (const code of codes.slice(0, 4)) {
      await expect(confirm(ticket, '000000')).rejects.toMatchObject({ kind: 'unauthenticated' })
      expect(await confirm(ticket, code)).toMatchObject({ token: expect.any(String) })
    }
    await world.ask('admin', 'settings.edit', { id: 'SecureAuth.amount', value: 1000 })
  })

  it('stops guessing at the limit, from wherever it comes', async () => {
    await world.ask('admin', 'settings.edit', { id: 'SecureAuth.amount', value: 3 })
    await world.system.db.counter.deleteMany()
    await giveTotp(world, ids.sync)
    const { ticket } = await give('sync@alpha.test')
    const at = (n: number) => anonymous({ ...from, ip: `192.0.2.${n}` })
    for (let n = 0; n < 3; n++)
      await expect(ask(world.system, at(n), 'session.confirm', { ticket, otp: '000000' })).rejects.toMatchObject({
        kind: 'unauthenticated',
      })
    await expect(ask(world.system, at(9), 'session.confirm', { ticket, otp: codeNow(world) })).rejects.toMatchObject({ kind: 'busy' })
    await world.ask('admin', 'settings.edit', { id: 'SecureAuth.amount', value: 1000 })
  })
})

describe('taking them away', () => {
  it('is for admins of the organisation, but not from those above them', async () => {
    await giveTotp(world, ids.sync)
    await giveTotp(world, ids.publisher)
    await expect(world.ask('orgadmin', 'totp.delete', { id: ids.sync })).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(world.ask('borgadmin', 'totp.delete', { id: ids.publisher })).rejects.toMatchObject({ kind: 'notFound' })
    await expect(world.ask('user', 'totp.delete', { id: ids.user })).rejects.toMatchObject({ kind: 'forbidden' })
    await world.ask('orgadmin', 'totp.delete', { id: ids.publisher })
    expect(await row(ids.publisher)).toMatchObject({ totp: null, hotp_counter: null })
    expect((await titles('update', ids.publisher)).at(-1)).toBe(`User (${ids.publisher}): publisher@alpha.test TOTP deleted`)
  })
})

it('the list of users finds who has them, and who has not', async () => {
  await giveTotp(world, ids.sync)
  await world.system.db.user.update({ where: { id: ids.buser }, data: { totp: null } })
  const found = async (totp_is_set: boolean) =>
    (await world.ask<{ rows: { id: number }[] }>('admin', 'users.list', { totp_is_set })).rows.map(({ id }) => id)
  expect([(await found(true)).includes(ids.sync), (await found(true)).includes(ids.buser)]).toEqual([true, false])
  expect([(await found(false)).includes(ids.sync), (await found(false)).includes(ids.buser)]).toEqual([false, true])
})

describe('where they are required', () => {
  const requiredOf = async (email: string) => (await inBrowser(email)).requiredAction
  it('by the instance or the role, nothing else opens in a browser before they are set up', async () => {
    await world.system.db.user.update({ where: { id: ids.buser }, data: { totp: null } })
    expect(await requiredOf('user@beta.test')).toBeNull()
    await world.ask('admin', 'settings.edit', { id: 'Security.otp_required', value: true })
    const actor = await inBrowser('user@beta.test')
    await expect(ask(world.system, actor, 'users.me', {})).rejects.toMatchObject({
      kind: 'forbidden',
      message: expect.stringMatching(/one-time/),
    })
    expect(await ask(world.system, actor, 'totp.begin', {})).toMatchObject({ secret: expect.any(String) })
    expect(await world.ask('buser', 'users.me')).toMatchObject({ email: 'user@beta.test' })
    await world.ask('admin', 'roles.edit', { id: 3, perm_skip_otp: true })
    expect(await requiredOf('user@beta.test')).toBeNull()
    await world.ask('admin', 'settings.edit', { id: 'Security.otp_required', value: null })
    await world.ask('admin', 'roles.edit', { id: 3, perm_skip_otp: false, otp_required: true })
    expect(await requiredOf('user@beta.test')).toBe('totp')
  })
})
