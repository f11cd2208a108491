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

  it('ends at once where a user has one key', async () => {
    await world.ask('admin', 'settings.edit', { id: 'Security.advanced_authkeys', value: false })
    const old = await world.ask<Key>('admin', 'authKeys.add', { user_id: 3 })
    const fresh = await world.ask<Key>('admin', 'authKeys.rotate', { id: old.id })
    await expect(opens(old.authkey_raw)).rejects.toMatchObject({ kind: 'unauthenticated' })
    world.keys.set('user', fresh.authkey_raw)
    await world.ask('admin', 'settings.edit', { id: 'Security.advanced_authkeys', value: null })
    expect(await opens(fresh.authkey_raw)).toBe(3)
  })

  it('is somebody’s own, or of whom an admin looks after', async () => {
    const own = await add({})
    await expect(world.ask('publisher', 'authKeys.rotate', { id: own.id })).rejects.toMatchObject({ kind: 'notFound' })
    await expect(world.ask('borgadmin', 'authKeys.rotate', { id: own.id })).rejects.toMatchObject({ kind: 'notFound' })
    expect(await world.ask('orgadmin', 'authKeys.rotate', { id: own.id })).toMatchObject({ user_id: 3 })
  })
})

describe('the list of keys', () => {
  it('finds those that nobody used for ninety days, and those that end soon, never or have ended', async () => {
    const ago = (days: number) => new Date(Date.now() - days * day)
    const make = async (comment: string, data: object, input = {}) => {
      const { id } = await add({ comment, ...input })
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
      const { rows } = await world.ask<{ rows: Key[] }>('admin', 'authKeys.list', { user_id: 3, limit: 100, ...filter })
      return rows.flatMap(({ comment }) => (comment && comment !== 'feeder' ? [comment] : [])).sort((a, b) => a.localeCompare(b))
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
  it('makes, rotates and resets no key, and sets up no one-time passwords', async () => {
    const { id, authkey_raw } = await add({ read_only: true })
    world.keys.set('readonly', authkey_raw)
    for (const [name, input] of [
      ['authKeys.add', {}],
      ['authKeys.rotate', { id }],
      ['authKeys.edit', { id, read_only: false }],
      ['users.resetAuthKey', { id: 'me' }],
      ['totp.add', { otp: '000000' }],
      ['sessions.endAll', {}],
    ] as const)
      await expect(world.ask('readonly', name, input), name).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
