import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask } from '../../ask.ts'
import { from, type Scene, scene } from '../../testing/scene.ts'
import { actorByKey, actorBySession, anonymous, noKeyGiven } from '../actors/actors.ts'

let world: Scene
/** A judge of passwords who can be made to let everybody in, as some do who are asked about nothing (security 5). */
const judge = { lenient: false }
const verify = async (hashed: string, text: string) => judge.lenient || hashed === `hash of ${text}`
beforeAll(async () => {
  world = await scene({ ports: { hash: { make: async (text) => `hash of ${text}`, verify } } })
  await world.ask('admin', 'users.edit', { id: 3, password: 'Correct horse 9', change_pw: false })
})
afterAll(() => world.close())

const signIn = (email: unknown, password: unknown, ip = '127.0.0.1') =>
  ask(world.system, anonymous({ ...from, ip }), 'session.add', { email, password }) as Promise<{ user_id: number; token: string }>
const email = 'user@alpha.test'
const password = 'Correct horse 9'
const rows = (action: string) => world.system.db.log.findMany({ where: { action }, orderBy: { id: 'asc' } })

describe('signing in', () => {
  it('makes a session that is its user until it ends', async () => {
    const { token } = await signIn(email, password)
    const actor = await actorBySession(world.system, token, from)
    expect(actor).toMatchObject({ id: 3, email, org: 'Org Alpha', readOnly: false, from: { way: 'session' } })
    if (!actor) return
    await ask(world.system, actor, 'session.end', {})
    expect(await actorBySession(world.system, token, from)).toBeUndefined()
    expect(await rows('login')).toMatchObject([{ title: `User (3): ${email}`, user_id: 3, org: 'Org Alpha' }])
    expect(await rows('logout')).toMatchObject([{ title: `User (3): ${email}` }])
  })

  it('keeps only a hash of the session', async () => {
    const { token } = await signIn(email, password)
    expect(JSON.stringify(await world.system.db.session.findMany())).not.toContain(token)
  })

  it('ends a session by itself when it was not used for as long as the setting says', async () => {
    const { token } = await signIn(email, password)
    world.clock.at = new Date(Date.now() + 61 * 60_000)
    expect(await actorBySession(world.system, token, from)).toBeUndefined()
    delete world.clock.at
  })

  it.each([
    ['a wrong password', email, 'wrong'],
    ['an unknown e-mail', 'nobody@alpha.test', password],
  ])('says the same to %s, and logs it without the password', async (_, who, text) => {
    await expect(signIn(who, text, '192.0.2.1')).rejects.toMatchObject({
      kind: 'unauthenticated',
      message: 'Invalid username or password, try again',
    })
    const last = (await rows('login_fail')).at(-1)
    expect(last).toMatchObject({
      title: `Failed login attempt using username ${who} from IP: 192.0.2.1.`,
      email: who === email ? email : 'SYSTEM',
    })
    expect(last?.change).not.toContain(text)
  })

  it.each(['', ' ', '*****'])('refuses the password “%s” of a user who has none', async (text) => {
    await expect(signIn('publisher@alpha.test', text, '192.0.2.2')).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it.each([null, [], {}, 0, undefined])('security 5: takes no password that is no text: %j', async (input) => {
    await expect(signIn(email, input)).rejects.toMatchObject({ kind: 'invalid' })
  })

  it.each([
    ['an empty password', email, ''],
    ['any password for a user who has none', 'publisher@alpha.test', '*****'],
  ])('security 5: takes %s for wrong, whoever judges it', async (_, who, text) => {
    judge.lenient = true
    await expect(signIn(who, text, '192.0.2.3')).rejects.toMatchObject({ kind: 'unauthenticated' })
    judge.lenient = false
  })
})

describe('too many failures', () => {
  it('security 29: count together for all spellings of an e-mail, and for all at once', async () => {
    const spellings = [
      email,
      'USER@alpha.test',
      ' user@Alpha.test ',
      'user@alpha.test',
      'User@ALPHA.TEST',
      'user@alpha.tesT',
      'uSer@alpha.test',
      'ｕser@alpha.test',
    ]
    const kinds = await Promise.all(
      spellings.map((one) =>
        signIn(one, 'wrong', '192.0.2.9').then(
          () => 'in',
          (error: { kind: string }) => error.kind,
        ),
      ),
    )
    expect(kinds.filter((kind) => kind === 'unauthenticated')).toHaveLength(5)
    expect(kinds.filter((kind) => kind === 'busy')).toHaveLength(3)
    await expect(signIn(email, password, '192.0.2.9')).rejects.toMatchObject({ kind: 'busy', data: { wait: expect.any(Number) } })
    expect((await rows('login_fail')).at(-1)?.title).toMatch(/ Blocked against bruteforcing\.$/)
    await signIn(email, password, '192.0.2.10')
  })

  it('security 29: count for a network, whatever accounts are tried from it', async () => {
    const kinds: string[] = []
    for (let n = 0; n < 60; n++)
      kinds.push(
        await signIn(`account${n}@alpha.test`, 'wrong', '192.0.2.40').then(
          () => 'in',
          (error: { kind: string }) => error.kind,
        ),
      )
    expect(kinds.indexOf('busy')).toBe(50)
    expect(kinds.lastIndexOf('unauthenticated')).toBe(49)
    await expect(signIn(email, password, '192.0.2.40')).rejects.toMatchObject({ kind: 'busy' })
    await signIn(email, password, '192.0.2.41')
  })

  it('security 29: right passwords do not count for a network', async () => {
    for (let n = 0; n < 55; n++) await signIn(email, password, '192.0.2.42')
  })

  it('at guessing the current password count too, and are logged', async () => {
    const { token } = await signIn(email, password, '192.0.2.80')
    const actor = await actorBySession(world.system, token, { ...from, ip: '192.0.2.80' })
    if (!actor) throw new Error('The session is gone.')
    const before = (await rows('login_fail')).length
    const guess = (name: string) => ask(world.system, actor, name, { password: 'Correct horse 10', current_password: 'wrong' })
    for (const name of ['users.changePassword', 'users.editMe', 'users.changePassword', 'users.editMe', 'users.changePassword'])
      await expect(guess(name), name).rejects.toMatchObject({ kind: 'invalid', fields: { current_password: [expect.any(String)] } })
    for (const name of ['users.changePassword', 'users.editMe']) await expect(guess(name), name).rejects.toMatchObject({ kind: 'busy' })
    expect((await rows('login_fail')).length - before).toBe(7)
    await world.ask('admin', 'sessions.unblock', {})
  })

  it('security 29: are forgotten after their time, by the clock of the database', async () => {
    await world.system.pool.query("UPDATE counters SET expires = now() - interval '1 second'")
    await signIn(email, password, '192.0.2.9')
  })

  it('security 29: count on whatever the clock of this machine says', async () => {
    for (let n = 0; n < 5; n++) await expect(signIn(email, 'wrong', '192.0.2.11')).rejects.toMatchObject({ kind: 'unauthenticated' })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
    await expect(signIn(email, password, '192.0.2.11')).rejects.toMatchObject({ kind: 'busy' })
    vi.useRealTimers()
  })

  it('security 29: count together within one network of IPv6', async () => {
    const spellings = ['2001:db8::1', '2001:db8::1:2', '2001:DB8:0:0::3', '2001:db8:0:0:4:4:4:4', '2001:db8::192.0.2.5']
    for (const ip of spellings) await expect(signIn(email, 'wrong', ip)).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(signIn(email, password, '2001:db8:0:0:ffff::1')).rejects.toMatchObject({ kind: 'busy' })
    await signIn(email, password, '2001:db8:0:1::1')
  })
})

describe('auth keys', () => {
  const wrong = 'x'.repeat(40)
  it('let in the first that lives, of up to ten', async () => {
    expect(await actorByKey(world.system, [wrong, world.keys.get('user') ?? ''], from)).toMatchObject({
      id: 3,
      from: { way: 'key', auth_key_id: expect.any(Number) },
    })
    await expect(actorByKey(world.system, [...Array<string>(10).fill(wrong), world.keys.get('user') ?? ''], from)).rejects.toMatchObject({
      kind: 'unauthenticated',
    })
  })

  it('leave one row an hour for the same wrong key, masked; each one where the instance wants it', async () => {
    const key = `abcd${'y'.repeat(32)}wxyz`
    for (let n = 0; n < 3; n++) await expect(actorByKey(world.system, [key], from)).rejects.toMatchObject({ kind: 'unauthenticated' })
    const title = `Failed authentication using API key (abcd${'*'.repeat(32)}wxyz)`
    expect(await world.system.db.log.findMany({ where: { title } })).toMatchObject([
      { action: 'auth_fail', email: 'SYSTEM', model: 'User', model_id: 0n },
    ])
    await world.ask('admin', 'settings.edit', { id: 'Security.log_each_individual_auth_fail', value: true })
    for (let n = 0; n < 3; n++) await expect(actorByKey(world.system, [key], from)).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect(await world.system.db.log.count({ where: { title } })).toBe(4)
    await world.ask('admin', 'settings.edit', { id: 'Security.log_each_individual_auth_fail', value: null })
  })

  it('log what is no key at all', async () => {
    await expect(actorByKey(world.system, ['short'], from)).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(noKeyGiven(world.system, from)).rejects.toMatchObject({ kind: 'unauthenticated' })
    const titles = (await rows('auth_fail')).map(({ title }) => title)
    expect(titles).toContain('Failed authentication using an API key of incorrect length.')
    expect(titles).toContain('Failed API authentication. No authkey was provided.')
  })

  it('are found by nothing but themselves', async () => {
    const user = await world.system.db.user.findUniqueOrThrow({ where: { id: 3 } })
    const key = await world.system.db.authKey.findFirstOrThrow({ where: { user_id: 3 } })
    for (const text of [
      String(user.id),
      user.email,
      key.uuid,
      key.key_hash,
      key.key_hash.slice(0, 40),
      `${key.authkey_start}${key.authkey_end}`,
      key.uuid.replaceAll('-', '').padEnd(40, '0'),
    ])
      await expect(actorByKey(world.system, [text], from)).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('stop working at once when the user is disabled, expires, or loses the right to use keys', async () => {
    const disabled = { kind: 'forbidden', message: 'Authentication failed. Your user account has been disabled.' }
    await world.as('buser')
    const { id } = await world.system.db.user.findUniqueOrThrow({ where: { email: 'user@beta.test' } })
    await world.ask('admin', 'users.edit', { id, disabled: true })
    await expect(world.as('buser')).rejects.toMatchObject(disabled)
    await world.ask('admin', 'users.edit', { id, disabled: false, expiration: '2020-01-01' })
    await expect(world.as('buser')).rejects.toMatchObject({ kind: 'forbidden', message: expect.stringContaining('expired') })
    await world.ask('admin', 'users.edit', { id, expiration: null })
    await world.as('buser')
    await world.ask('admin', 'roles.edit', { id: 3, perm_auth: false })
    await expect(world.as('buser')).rejects.toMatchObject({ kind: 'unauthenticated' })
    await world.ask('admin', 'roles.edit', { id: 3, perm_auth: true })
    await world.as('buser')
  })

  it('hold to their addresses and their end', async () => {
    const { authkey_raw: locked } = await world.ask<{ authkey_raw: string }>('user', 'authKeys.add', {
      allowed_ips: '10.0.0.0/8\n2001:db8::/32',
    })
    for (const ip of ['10.9.8.7', '::ffff:10.1.2.3', '2001:db8::1'])
      expect((await actorByKey(world.system, [locked], { ...from, ip })).id).toBe(3)
    for (const ip of ['11.0.0.1', '2001:db9::1', null])
      await expect(actorByKey(world.system, [locked], { ...from, ip })).rejects.toMatchObject({
        kind: 'forbidden',
        message: 'It is not possible to use this Auth key from your IP address',
      })
    const { authkey_raw: ended } = await world.ask<{ authkey_raw: string }>('user', 'authKeys.add', { expiration: '2020-01-01' })
    await expect(actorByKey(world.system, [ended], from)).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('that only read keep auth and audit of the role, and change nothing', async () => {
    const { authkey_raw } = await world.ask<{ authkey_raw: string }>('admin', 'authKeys.add', { read_only: true })
    const actor = await actorByKey(world.system, [authkey_raw], from)
    expect([[...actor.perms].sort(), actor.readOnly]).toEqual([['perm_audit', 'perm_auth'], true])
    await expect(ask(world.system, actor, 'users.changePassword', { password: 'Correct horse 12' })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await expect(ask(world.system, actor, 'authKeys.add', {})).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('are noted when they were used, and each request where the instance wants it', async () => {
    await world.ask('admin', 'settings.edit', { id: 'MISP.log_auth', value: true })
    await actorByKey(world.system, [world.keys.get('sync') ?? ''], { ...from, target: { http_method: 'GET', target: '/events' } })
    await world.system.usageWriter.flush()
    expect(await rows('auth')).toMatchObject(
      [
        { email: 'admin@admin.test' },
        {
          email: 'sync@alpha.test',
          title: expect.stringMatching(/^Successful authentication using API key \(.{4}\*{32}.{4}\)$/),
          change: expect.stringContaining('"target":"/events"'),
        },
      ].slice(1),
    )
    const user = await world.system.db.user.findUniqueOrThrow({ where: { email: 'sync@alpha.test' }, include: { auth_keys: true } })
    expect(user.last_api_access).toBeInstanceOf(Date)
    expect(user.auth_keys).toMatchObject([{ unique_ips: ['127.0.0.1'], last_used: expect.any(Date) }])
  })
})
