import { operations } from '@reeve/contract/catalogue'
import { addressOf } from '@reeve/contract/kernel/address'
import { may, type Rule } from '@reeve/contract/kernel/may'
import { isWrite } from '@reeve/contract/kernel/operation'
import { settingNames, settingOf } from '@reeve/contract/settings/settings'
import { bindings } from '@reeve/wire/bindings'
import { describe, expect, it } from 'vitest'
import { scene, type Who } from '../../../packages/core/src/testing/scene.ts'
import { cookieName } from './authenticate.ts'
import { apiOver } from './testing/apiOver.ts'

/** Walks over addresses: what they prove holds for those that nobody has written yet. */
const { world, app } = await apiOver(scene())

const json = { accept: 'application/json', 'content-type': 'application/json' }
const post = (who: Who, url: string, payload: object) =>
  app.inject({ method: 'POST', url, headers: { ...json, authorization: world.keys.get(who) ?? '' }, payload })

/** The rows of everybody else, as text. */
const rowsOf = async (table: 'users' | 'auth_keys' | 'user_settings', where: string) =>
  (await world.system.pool.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${table} t WHERE ${where} ORDER BY 1`)).rows

describe('security 9: what the address names is changed, not what the body names', () => {
  it('of users', async () => {
    const { id } = await world.as('user')
    const stranger = await world.as('buser')
    const before = await rowsOf('users', `id <> ${id}`)
    const answer = await post('orgadmin', `/admin/users/edit/${id}`, { User: { id: stranger.id, nids_sid: 4_242_424 } })
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { User: { id: String(id), nids_sid: '4242424' } }])
    expect((await rowsOf('users', `id <> ${id}`)).map(stable)).toEqual(before.map(stable))
    expect((await post('orgadmin', `/admin/users/edit/${stranger.id}`, { User: { id, nids_sid: 1 } })).statusCode).toBe(404)
  })

  it('of auth keys, and of whose they are', async () => {
    const own = await world.ask<{ id: number }>('orgadmin', 'authKeys.add', {})
    const strange = await world.ask<{ id: number }>('buser', 'authKeys.add', {})
    const before = await rowsOf('auth_keys', `id <> ${own.id}`)
    const { id: user_id } = await world.as('buser')
    const answer = await post('orgadmin', `/auth_keys/edit/${own.id}`, { AuthKey: { id: strange.id, user_id, comment: 'mine' } })
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { AuthKey: { id: String(own.id), comment: 'mine' } }])
    expect((await rowsOf('auth_keys', `id <> ${own.id}`)).map(stable)).toEqual(before.map(stable))
    expect(await rowsOf('auth_keys', `id = ${own.id} AND user_id = ${user_id}`)).toEqual([])
    expect((await post('orgadmin', `/auth_keys/edit/${strange.id}`, { AuthKey: { id: own.id, comment: 'theirs' } })).statusCode).toBe(404)
  })
})
/** Mere use leaves marks. */
const stable = ({ row }: { row: string }) => row.replaceAll(/"(last_used|unique_ips|last_api_access)": (\[[^\]]*\]|"[^"]*"|null)/g, '')

/** Changes that ask for no permission, each looked at: they concern the caller himself, ask their row who may, or are how he comes in. */
const forAll = [
  'registrations.add',
  'savedViews.add',
  'savedViews.delete',
  'savedViews.edit',
  'session.acceptTerms',
  'session.add',
  'session.confirm',
  'session.confirmMailed',
  'session.end',
  'session.mailCode',
  'session.prove',
  'sessions.end',
  'sessions.endAll',
  'userMail.requestAccess',
]

it('security 14: a change that everybody may ask for is one that was looked at', () => {
  const open = new Set<Rule>([may.anyone, may.everyone, may.register])
  const found = operations.filter(({ kind, allow }) => isWrite(kind) && open.has(allow)).map(({ name }) => name)
  expect(found.sort()).toEqual(forAll)
})

it('security 20: what is typed into settings is text on every page that the server writes', async () => {
  const hostile = '"></script><img src=x onerror=alert(1)>'
  const texts = settingNames.filter((name) => settingOf(name).wire.type === 'string' && !settingOf(name).secret)
  const taken: string[] = []
  for (const id of texts) {
    const done = await world.ask('admin', 'settings.edit', { id, value: hostile }).then(
      () => true,
      () => false,
    )
    if (done) taken.push(id)
  }
  await world.ask('admin', 'settings.edit', { id: 'Security.allow_self_registration', value: true })
  expect(taken).toContain('MISP.org')
  for (const url of ['/users/login', '/users/otp', '/users/register', '/users/terms', '/app/']) {
    const { body, headers } = await app.inject({ url, headers: { accept: 'text/html' } })
    expect(body, url).not.toContain('<img src=x')
    if (body.includes('<html')) expect(headers['content-security-policy'], url).toMatch(/script-src 'self'/)
  }
  for (const id of [...taken, 'Security.allow_self_registration']) await world.ask('admin', 'settings.edit', { id, value: null })
})

it('security 22: no address that a browser follows by GET changes anything', async () => {
  const { email } = await world.as('admin')
  const { token } = await world.ask<{ token: string }>('admin', 'session.add', { email, password: world.first.password })
  const cookie = `${cookieName(world.system)}=${token}`
  const tables = ['users', 'organisations', 'roles', 'auth_keys', 'system_settings', 'user_settings', 'jobs', 'tasks', 'inbox', 'sessions']
  const all = async () => {
    await world.system.usageWriter.flush()
    const skip = ['last_api_access', 'last_used', 'unique_ips', 'last_seen', 'expires']
    const found = tables.map((table) =>
      world.system.pool.query<{ row: string }>(`SELECT (to_jsonb(t) - $1::text[])::text AS row FROM ${table} t ORDER BY 1`, [skip]),
    )
    return (await Promise.all(found)).map(({ rows }) => rows.map(({ row }) => row))
  }
  const before = await all()
  const addresses = new Set(bindings.filter(({ operation }) => operation.name !== 'session.end').map(({ place }) => place.url))
  expect(addresses.size).toBeGreaterThan(60)
  for (const url of addresses)
    for (const rest of ['', '/3', '/2'])
      for (const accept of ['application/json', 'text/html']) {
        const { statusCode } = await app.inject({ url: url + rest, headers: { cookie, accept } })
        expect(statusCode, url + rest).toBeLessThan(500)
      }
  expect(await all()).toEqual(before)
}, 60_000)

describe('security 26: sorting takes names of columns and nothing else', () => {
  const payloads = ['id;DROP TABLE users', "id' OR '1'='1", 'id desc, (select pg_sleep(5))', '-', '__proto__', 'password', 'id--', 'ID']
  const lists = operations
    .filter(({ kind }) => kind === 'list' || kind === 'export')
    .map((operation) => [operation.name, operation] as const)
  it.each(lists)('%s', async (_, operation) => {
    const { url } = addressOf(operation)
    for (const payload of payloads) {
      const address = `${url}?sort=${encodeURIComponent(payload)}`
      const answer = await app.inject({ url: address, headers: { authorization: world.keys.get('admin') ?? '' } })
      expect([answer.statusCode, answer.json()], address).toMatchObject([422, { fields: { sort: [expect.any(String)] } }])
    }
  })

  const indices = [...new Set(bindings.filter(({ operation }) => !isWrite(operation.kind)).map(({ place }) => place.url))]
  it.each(indices.filter((url) => url.endsWith('index')))('%s on the wire', async (url) => {
    for (const payload of payloads)
      for (const name of ['sort', 'order', 'direction', 'fields', 'group']) {
        const address = `${url}/${name}:${encodeURIComponent(payload)}`
        const answer = await app.inject({ url: address, headers: { ...json, authorization: world.keys.get('admin') ?? '' } })
        expect(answer.statusCode, address).toBeLessThan(500)
        expect(answer.body, address).not.toMatch(/syntax error|prisma/i)
      }
    expect(await world.system.db.user.count()).toBeGreaterThan(1)
  })
})
