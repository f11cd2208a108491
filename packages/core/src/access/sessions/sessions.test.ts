import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../../ask.ts'
import { from, type Scene, scene } from '../../testing/scene.ts'
import { actorBySession, anonymous } from '../actors/actors.ts'

const password = 'Correct horse 9'
let world: Scene
beforeAll(async () => {
  world = await scene()
  for (const id of [2, 3, 4, 5, 7]) await world.ask('admin', 'users.edit', { id, password, change_pw: false })
})
afterAll(() => world.close())

const open = async (email = 'user@alpha.test', agent = 'test') => {
  const where = { ...from, user_agent: agent }
  const { token } = (await ask(world.system, anonymous(where), 'session.add', { email, password })) as { token: string }
  const actor = async () => actorBySession(world.system, token, where)
  return { actor, ask: async (name: string, input = {}) => ask(world.system, (await actor()) ?? anonymous(from), name, input) }
}
type Live = { id: string; user_agent: string; current: boolean }

describe('sessions', () => {
  it('of a browser end when somebody signs in there again', async () => {
    const { actor } = await open('publisher@alpha.test')
    const session_id = (await actor())?.from.session_id ?? null
    expect(session_id).not.toBeNull()
    await ask(world.system, anonymous({ ...from, session_id }), 'session.add', { email: 'user@alpha.test', password }).catch(
      () => undefined,
    )
    expect(await actor()).toBeUndefined()
  })

  it('of a user end with a new password, except the one that set it', async () => {
    const [one, other] = [await open('user@alpha.test'), await open('user@alpha.test')]
    await one.ask('users.editMe', { password: 'Correct horse 10', current_password: password })
    expect([(await one.actor())?.id, await other.actor()]).toEqual([3, undefined])
    await world.ask('admin', 'users.edit', { id: 3, password })
  })

  it('are listed to their user, who ends one or all others', async () => {
    const [phone, desk, third] = [await open(undefined, 'Phone'), await open(undefined, 'Desk'), await open(undefined, 'Third')]
    const seen = (await desk.ask('sessions.of')) as Live[]
    expect(seen.map(({ user_agent, current }) => `${user_agent} ${current}`).sort((a, b) => a.localeCompare(b))).toEqual([
      'Desk true',
      'Phone false',
      'Third false',
    ])
    expect(await desk.ask('sessions.end', { session_id: seen.find((one) => one.user_agent === 'Phone')?.id })).toEqual({ ended: 1 })
    expect(await phone.actor()).toBeUndefined()
    expect(await desk.ask('sessions.endAll')).toEqual({ ended: 1 })
    expect([await third.actor(), (await desk.actor())?.id]).toEqual([undefined, 3])
    expect((await world.logs({ action: 'logout', model_id: 3 })).map(({ change }) => change)).toEqual([
      'Sessions ended: 1',
      'Sessions ended: 1',
    ])
  })

  it('are ended by the admin who looks after their user', async () => {
    const { actor } = await open()
    expect(await world.ask('orgadmin', 'sessions.of', { user_id: 3 })).not.toEqual([])
    await world.ask('orgadmin', 'sessions.endAll', { user_id: 3 })
    expect(await actor()).toBeUndefined()
  })

  it.each([
    ['orgadmin', 'a higher rank', 5],
    ['orgadmin', 'another organisation', 7],
    ['borgadmin', 'another organisation', 3],
    ['user', 'somebody else', 2],
  ] as const)('security 13: of %s stay unknown to who asks about %s', async (who, _, user_id) => {
    const email = (await world.system.db.user.findUniqueOrThrow({ where: { id: user_id } })).email
    const { actor } = await open(email)
    const id = (await actor())?.from.session_id
    for (const [name, input] of [
      ['sessions.of', { user_id }],
      ['sessions.history', { user_id }],
      ['sessions.endAll', { user_id }],
      ['sessions.end', { session_id: id }],
    ] as const)
      await expect(world.ask(who, name, input), name).rejects.toMatchObject({ kind: 'notFound' })
    expect(await actor()).toBeDefined()
  })

  it('end once, all of them, where an admin asks for a new sign-in', async () => {
    const { actor } = await open()
    await world.system.db.user.update({ where: { id: 3 }, data: { force_logout: true } })
    expect(await actor()).toBeUndefined()
    expect(await world.system.db.user.findUnique({ where: { id: 3 } })).toMatchObject({ force_logout: false })
    expect(await (await open()).actor()).toBeDefined()
  })

  it('end with the account: disabled or expired', async () => {
    const { actor } = await open()
    await world.ask('admin', 'users.edit', { id: 3, expiration: new Date(Date.now() + 60_000).toISOString() })
    expect(await actor()).toBeDefined()
    world.clock.at = new Date(Date.now() + 61_000)
    expect(await actor()).toBeUndefined()
    await expect(open()).rejects.toMatchObject({ kind: 'unauthenticated' })
    delete world.clock.at
    await world.ask('admin', 'users.edit', { id: 3, expiration: null })
  })

  it('of some or of all are ended by a site admin', async () => {
    const [mine, other] = [await open(), await open('orgadmin@alpha.test')]
    expect(await world.ask('admin', 'sessions.destroy', { email: 'user@%' })).toMatchObject({
      emails: ['user@alpha.test', 'user@beta.test'],
    })
    expect([await mine.actor(), (await other.actor())?.id]).toEqual([undefined, 2])
    await expect(world.ask('admin', 'sessions.destroy', { email: 'user_@%' })).rejects.toMatchObject({ kind: 'notFound' })
    expect(await world.ask('admin', 'sessions.destroy')).toMatchObject({ emails: null })
    expect(await world.system.db.session.count()).toBe(0)
  })
})

it('the history shows how somebody came in, newest first', async () => {
  await expect(ask(world.system, anonymous(from), 'session.add', { email: 'user@beta.test', password: 'wrong' })).rejects.toThrow()
  await open('user@beta.test', 'Desk')
  const seen = (await world.ask('buser', 'sessions.history')) as unknown as { action: string }[]
  expect(seen.slice(0, 2)).toMatchObject([
    { action: 'login', ip: '127.0.0.1', user_agent: 'Desk' },
    { action: 'login_fail', ip: '127.0.0.1' },
  ])
  expect(await world.ask('admin', 'sessions.history', { user_id: 7, limit: 1 })).toHaveLength(1)
})

describe('an unusual sign-in', () => {
  const agent = (version: number) => `Mozilla/5.0 (X11; Linux x86_64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`
  const come = (ip: string, user_agent = agent(140)) =>
    ask(world.system, anonymous({ ...from, ip, user_agent }), 'session.add', { email: 'readonly@alpha.test', password })
  const alerts = async () => (await world.logs({ action: 'auth_alert' })).map(({ title, change, user_id }) => ({ title, change, user_id }))
  beforeAll(async () => {
    await world.ask('admin', 'users.edit', { id: 6, password, change_pw: false })
    await world.ask('admin', 'settings.edit', { id: 'Security.alert_on_suspicious_logins', value: true })
  })

  it('is none where there is nothing to compare with, nor where only the address or the version is another', async () => {
    for (const [ip, version] of [
      ['192.0.2.1', 140],
      ['192.0.2.77', 141],
      ['192.0.2.1', 142],
    ] as const)
      await come(ip, agent(version))
    expect(await alerts()).toEqual([])
  })

  it('is noted with its reason, and seen in the history; the next of its kind is usual', async () => {
    for (let n = 0; n < 2; n++) await come('198.51.100.9')
    await come('2001:db8:1::5', 'curl/8.0')
    const rows = await alerts()
    expect(rows).toEqual([
      { title: 'Suspicious login.', user_id: 6, change: 'Never seen before of this user: the network 198.51.100.0/24.' },
      {
        title: 'Suspicious login.',
        user_id: 6,
        change: 'Never seen before of this user: the network 2001:db8:1::/48, and the browser curl/8.0.',
      },
    ])
    const seen = (await world.ask('readonly', 'sessions.history')) as unknown as { action: string; reason: string | null }[]
    expect(seen.filter(({ reason }) => reason !== null)).toMatchObject([
      { action: 'auth_alert', reason: rows[1]?.change },
      { reason: rows[0]?.change },
    ])
  })

  it('is not looked for where the instance does not want to know', async () => {
    await world.ask('admin', 'settings.edit', { id: 'Security.alert_on_suspicious_logins', value: null })
    await come('203.0.113.1')
    expect(await alerts()).toHaveLength(2)
  })
})

describe('failed sign-ins', () => {
  const elsewhere = { ...from, ip: '192.0.2.77' }
  const guess = (email: string, text = 'wrong') => ask(world.system, anonymous(elsewhere), 'session.add', { email, password: text })
  const block = async (email: string) => {
    for (let n = 0; n < 6; n++) await guess(email).catch(() => {})
    await expect(guess(email, password)).rejects.toMatchObject({ kind: 'busy' })
  }

  it('are forgotten by the admin who looks after the user, and the log says so', async () => {
    await block('user@alpha.test')
    await expect(world.ask('borgadmin', 'sessions.unblock', { user_id: 3 })).rejects.toMatchObject({ kind: 'notFound' })
    for (const input of [{}, { email: 'user@alpha.test' }])
      await expect(world.ask('orgadmin', 'sessions.unblock', input)).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await world.ask('orgadmin', 'sessions.unblock', { user_id: 3 })).toEqual({ lifted: 1 })
    expect(await guess('user@alpha.test', password)).toMatchObject({ user_id: 3 })
    expect(await world.logs({ action: 'security', model_id: 3 })).toMatchObject([
      { title: 'Failed sign-ins of user@alpha.test forgotten.' },
    ])
  })

  it('are forgotten by a site admin, of an address that is nobody’s or of everybody', async () => {
    for (const email of ['nobody@alpha.test', 'user@beta.test', 'user@alpha.test']) await block(email)
    expect(await world.ask('admin', 'sessions.unblock', { email: 'Nobody@alpha.test ' })).toEqual({ lifted: 1 })
    await expect(guess('user@beta.test', password)).rejects.toMatchObject({ kind: 'busy' })
    expect(await world.ask('admin', 'sessions.unblock')).toEqual({ lifted: 2 })
    expect(await guess('user@beta.test', password)).toMatchObject({ user_id: 7 })
  })
})
