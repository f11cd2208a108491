import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { from, type Scene, scene } from '../../testing/scene.ts'
import { actorByKey } from '../actors/actors.ts'

const day = 86_400_000
let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())

type Key = { id: number; authkey_raw: string; expiration: string | null; comment: string | null; allowed_ips: string[]; read_only: boolean }
const add = (input: object) => world.ask<Key>('user', 'authKeys.add', input)
const view = (id: number) => world.ask<Key>('user', 'authKeys.view', { id })
const opens = (key: string) => actorByKey(world.system, [key], { ...from, ip: '192.0.2.7' }).then(({ id }) => id)

describe('a key that is rotated', () => {
  it('works beside the new one, which is like it, until its hours are over', async () => {
    world.clock.at = new Date('2030-01-01T00:00:00Z')
    const old = await add({ comment: 'feeder', allowed_ips: ['192.0.2.0/24'], read_only: true, expiration: '2030-01-31' })
    const fresh = await world.ask<Key>('user', 'authKeys.rotate', { id: old.id, hours: 2 })
    expect(fresh).toMatchObject({
      comment: 'feeder',
      allowed_ips: ['192.0.2.0/24'],
      read_only: true,
      expiration: '2030-01-31T00:00:00.000Z',
    })
    expect(fresh.authkey_raw).toMatch(/^[a-zA-Z0-9]{40}$/)
    expect([await opens(old.authkey_raw), await opens(fresh.authkey_raw)]).toEqual([3, 3])
    world.clock.at = new Date('2030-01-01T02:00:01Z')
    await expect(opens(old.authkey_raw)).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect(await opens(fresh.authkey_raw)).toBe(3)
    delete world.clock.at
  })

  it('ends no later than it would have, and lives for ever no longer', async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString()
    const [ending, endless] = [await add({ expiration: soon }), await add({})]
    await world.ask('user', 'authKeys.rotate', { id: ending.id, hours: 48 })
    expect((await view(ending.id)).expiration).toBe(soon)
    expect((await world.ask<Key>('user', 'authKeys.rotate', { id: endless.id })).expiration).toBeNull()
    const end = Date.parse((await view(endless.id)).expiration ?? '')
    expect(Math.round((end - Date.now()) / 3_600_000)).toBe(24)
  })

  it('is somebody’s own, or of whom an admin looks after', async () => {
    const own = await add({})
    await expect(world.ask('publisher', 'authKeys.rotate', { id: own.id })).rejects.toMatchObject({ kind: 'notFound' })
    await expect(world.ask('borgadmin', 'authKeys.rotate', { id: own.id })).rejects.toMatchObject({ kind: 'notFound' })
    expect(await world.ask('orgadmin', 'authKeys.rotate', { id: own.id })).toMatchObject({ user_id: 3 })
  })
})

describe('with advanced keys off', () => {
  const own = () => world.system.db.authKey.findFirstOrThrow({ where: { user_id: 3, classic: true } })
  const resets = (who: 'admin' | 'user', id: number | string) => world.ask<Key>(who, 'users.resetAuthKey', { id })
  beforeAll(() => world.ask('admin', 'settings.edit', { id: 'Security.advanced_authkeys', value: false }))
  afterAll(() => world.ask('admin', 'settings.edit', { id: 'Security.advanced_authkeys', value: null }))

  it('the key of a user survives when another is added', async () => {
    const before = world.keys.get('user') ?? ''
    const added = await world.ask<Key>('admin', 'authKeys.add', { user_id: 3 })
    expect([await opens(before), await opens(added.authkey_raw)]).toEqual([3, 3])
    await world.ask('admin', 'authKeys.delete', { id: added.id })
    expect(await opens(before)).toBe(3)
  })

  it('it is not deleted, but replaced by a reset', async () => {
    const { id } = await own()
    await expect(world.ask('admin', 'authKeys.delete', { id })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(/Reset it/),
    })
    const other = await add({})
    const before = world.keys.get('user') ?? ''
    const { authkey_raw } = await resets('user', 'me')
    world.keys.set('user', authkey_raw)
    await expect(opens(before)).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect([await opens(authkey_raw), await opens(other.authkey_raw)]).toEqual([3, 3])
    expect((await own()).id).not.toBe(id)
  })

  it('a reset with another key replaces both, and rotating keeps it the own one', async () => {
    const [before, { authkey_raw: other }] = [world.keys.get('user') ?? '', await add({})]
    world.keys.set('user', other)
    world.keys.set('user', (await resets('user', 'me')).authkey_raw)
    for (const gone of [before, other]) await expect(opens(gone)).rejects.toMatchObject({ kind: 'unauthenticated' })
    const fresh = await world.ask<Key>('user', 'authKeys.rotate', { id: (await own()).id })
    expect((await own()).id).toBe(fresh.id)
    world.keys.set('user', fresh.authkey_raw)
  })

  it('two resets at once leave one own key', async () => {
    const [first] = await Promise.allSettled([resets('admin', 3), resets('admin', 3)])
    expect(await world.system.db.authKey.count({ where: { user_id: 3, classic: true } })).toBe(1)
    expect(first.status).toBeDefined()
    world.keys.set('user', (await resets('admin', 3)).authkey_raw)
  })
})

describe('a limited key gives no more than it has', () => {
  const soon = new Date(Date.now() + 30 * day).toISOString()
  const later = new Date(Date.now() + 60 * day).toISOString()
  const limits = { allowed_ips: ['127.0.0.0/8'], expiration: soon }
  let id = 0
  beforeAll(async () => {
    const made = await add(limits)
    id = made.id
    world.keys.set('limited', made.authkey_raw)
  })
  const does = <T = Key>(name: string, input: object) => world.ask<T>('limited', name, input)

  it('to the keys it adds', async () => {
    expect(await does('authKeys.add', {})).toMatchObject(limits)
    expect(await does('authKeys.add', { allowed_ips: ['127.0.0.1'] })).toMatchObject({ allowed_ips: ['127.0.0.1'], expiration: soon })
  })

  it.each([
    ['addresses outside', { allowed_ips: ['127.0.0.1', '10.0.0.1'] }, 'allowed_ips'],
    ['a wider range', { allowed_ips: ['0.0.0.0/0'] }, 'allowed_ips'],
    ['a later end', { expiration: later }, 'expiration'],
  ])('nor itself: %s', async (_, input, field) => {
    const refused = { kind: 'invalid', fields: { [field]: [expect.any(String)] } }
    await expect(does('authKeys.add', input)).rejects.toMatchObject(refused)
    await expect(does('authKeys.edit', { id, ...input })).rejects.toMatchObject(refused)
  })

  it('nor takes its limits away', async () => {
    await expect(does('authKeys.edit', { id, allowed_ips: [] })).rejects.toMatchObject({ fields: { allowed_ips: [expect.any(String)] } })
    await expect(does('authKeys.edit', { id, expiration: null })).rejects.toMatchObject({ fields: { expiration: [expect.any(String)] } })
    expect(await does('authKeys.edit', { id, ...limits, comment: 'same' })).toMatchObject({ ...limits, comment: 'same' })
  })

  it('to keys it rotates', async () => {
    const free = await add({})
    expect(await does('authKeys.rotate', { id: free.id })).toMatchObject(limits)
    const fixed = await add({ allowed_ips: ['192.0.2.1'] })
    await expect(does('authKeys.rotate', { id: fixed.id })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('to the password of its user, unless the current one is given', async () => {
    await world.ask('admin', 'users.edit', { id: 3, password: 'Correct horse 9', change_pw: false })
    const password = 'Correct horse 10'
    const refused = { kind: 'invalid', fields: { current_password: [expect.any(String)] } }
    for (const name of ['users.changePassword', 'users.editMe']) await expect(does(name, { password }), name).rejects.toMatchObject(refused)
    await expect(does('users.changePassword', { password, current_password: 'Correct horse 9' })).resolves.toBeDefined()
  })

  it('to the key that takes its place', async () => {
    const { authkey_raw } = await does('users.resetAuthKey', { id: 'me' })
    const { id: fresh } = await world.system.db.authKey.findFirstOrThrow({ where: { authkey_start: authkey_raw.slice(0, 4) } })
    expect(await view(fresh)).toMatchObject(limits)
  })
})

describe('the list of keys', () => {
  it('finds those that nobody used for ninety days, and those that end soon, never or have ended', async () => {
    const ago = (days: number) => new Date(Date.now() - days * day)
    const make = async (comment: string, data: object, input = {}) => {
      const { id } = await world.ask<Key>('publisher', 'authKeys.add', { comment, ...input })
      await world.system.db.authKey.update({ where: { id }, data })
    }
    await make('forgotten', { last_used: ago(91), created: ago(200) })
    await make('never used', { created: ago(91) })
    await make('young', { created: ago(89) })
    await make('used', { last_used: ago(89), created: ago(200) })
    await make('soon', {}, { expiration: new Date(Date.now() + 29 * day).toISOString() })
    await make('later', {}, { expiration: new Date(Date.now() + 31 * day).toISOString() })
    await make('past', {}, { expiration: ago(1).toISOString() })
    const named = async (filter: object) => {
      const { rows } = await world.ask<{ rows: Key[] }>('admin', 'authKeys.list', { user_id: 4, limit: 100, ...filter })
      return rows.flatMap(({ comment }) => (comment ? [comment] : [])).sort((a, b) => a.localeCompare(b))
    }
    expect(await named({ unused: true })).toEqual(['forgotten', 'never used'])
    expect(await named({ ends: 'soon' })).toEqual(['soon'])
    expect(await named({ ends: 'past' })).toEqual(['past'])
    expect(await named({ ends: 'never' })).toEqual(['forgotten', 'never used', 'used', 'young'])
  })

  it('says of each key when and from where it was last used, also beside another one', async () => {
    const [first, second] = [await add({ comment: 'first' }), await add({ comment: 'second' })]
    await opens(first.authkey_raw)
    await opens(second.authkey_raw)
    await world.system.usageWriter.flush()
    for (const { id } of [first, second]) expect(await view(id)).toMatchObject({ last_used: expect.any(String), unique_ips: ['192.0.2.7'] })
  })
})

describe('security 6: what is known of a key opens nothing', () => {
  it('neither its number, its ends, its hash nor the user it belongs to', async () => {
    const { id, authkey_raw } = await add({})
    const { uuid, key_hash } = await world.system.db.authKey.findUniqueOrThrow({ where: { id } })
    for (const text of [
      String(id),
      uuid,
      key_hash,
      key_hash.slice(0, 40),
      authkey_raw.slice(0, 4) + authkey_raw.slice(-4),
      '3',
      'user@alpha.test',
    ])
      await expect(opens(text)).rejects.toMatchObject({ kind: 'unauthenticated' })
  })
})

describe('security 8: what a key is', () => {
  it.each([
    ['id', 999],
    ['key_hash', 'x'.repeat(64)],
    ['authkey', 'x'.repeat(40)],
    ['authkey_start', 'xxxx'],
    ['created', '2000-01-01'],
    ['last_used', '2000-01-01'],
    ['unique_ips', ['192.0.2.1']],
    ['version', 7],
  ])('does not come from who asks for it: %s', async (field, value) => {
    await expect(add({ [field]: value })).rejects.toMatchObject({ kind: 'invalid', fields: { [field]: [expect.any(String)] } })
  })

  it('stays its user’s, whatever is said of it', async () => {
    const { id } = await add({})
    for (const field of ['user_id', 'uuid', 'key_hash', 'org_id'])
      await expect(world.ask('user', 'authKeys.edit', { id, [field]: 2 }), field).rejects.toMatchObject({ kind: 'invalid' })
    await expect(world.ask('user', 'authKeys.add', { user_id: 2 })).rejects.toMatchObject({ kind: 'forbidden' })
  })
})

describe('security 4: a read-only key', () => {
  it('makes, rotates and resets no key, and neither sets up nor reads one-time passwords', async () => {
    const { id, authkey_raw } = await add({ read_only: true })
    world.keys.set('readonly', authkey_raw)
    for (const [name, input] of [
      ['authKeys.add', {}],
      ['authKeys.rotate', { id }],
      ['authKeys.edit', { id, read_only: false }],
      ['users.resetAuthKey', { id: 'me' }],
      ['totp.add', { otp: '000000' }],
      ['sessions.endAll', {}],
      ['totp.begin', {}],
      ['totp.codes', {}],
    ] as const)
      await expect(world.ask('readonly', name, input), name).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
