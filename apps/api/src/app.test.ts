import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { operations } from '@reeve/contract/catalogue'
import { addressOf } from '@reeve/contract/kernel/address'
import { may } from '@reeve/contract/kernel/may'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { guard } from './guard.ts'
import { apiOver } from './testing/apiOver.ts'

const { world, app } = await apiOver(scene())
const key = world.keys.get('admin') ?? ''
const json = { 'content-type': 'application/json' }
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object, headers = {}) =>
  app.inject({ method, url, headers: { authorization: key, ...headers }, ...(payload && { payload }) })

describe('/api', () => {
  /** What strangers may ask, and nothing needs to be said for. */
  const open = new Set(['mails.key'])
  it.each(operations.map((operation) => [operation.name, operation] as const).filter(([name]) => !open.has(name)))(
    '%s is there, and not for strangers',
    async (_, operation) => {
      const { method, url } = addressOf(operation)
      const answer = await app.inject({ method, url: url.replace(':id', '1'), ...(method !== 'GET' && { payload: {} }) })
      expect(answer.statusCode).toBe(operation.allow === may.everyone ? 422 : 401)
      expect(answer.json()).toMatchObject({
        error: expect.any(String),
        message: expect.any(String),
        request_id: answer.headers['x-request-id'],
      })
    },
  )

  it('adds, reads, edits and deletes', async () => {
    const added = (await call('POST', '/api/organisations', { name: 'Org Delta' })).json<{ id: number; version: number }>()
    expect((await call('GET', '/api/organisations?search=delta&sort=-name')).json()).toMatchObject({
      total: 1,
      next: null,
      rows: [{ name: 'Org Delta' }],
    })
    const edited = await call('PATCH', `/api/organisations/${added.id}`, { sector: 'CERT' }, { 'if-match': `"${added.version}"` })
    expect(edited.json()).toMatchObject({ sector: 'CERT', version: added.version + 1 })
    const late = await call('PATCH', `/api/organisations/${added.id}`, { sector: 'Bank' }, { 'if-match': `"${added.version}"` })
    expect([late.statusCode, late.json()]).toMatchObject([409, { error: 'conflict' }])
    expect((await call('DELETE', `/api/organisations/${added.id}`)).json()).toEqual({ id: added.id })
    expect((await call('GET', `/api/organisations/${added.id}`)).statusCode).toBe(404)
  })

  it('names the field that is wrong, and the one it does not know', async () => {
    const answer = await call('POST', '/api/users', { email: 'nonsense', rolle: 1 })
    expect([answer.statusCode, answer.json()]).toMatchObject([422, { error: 'invalid', fields: { rolle: [expect.any(String)] } }])
    expect((await call('POST', '/api/users', { email: 'nonsense' })).json()).toMatchObject({
      fields: { email: ['Please enter a valid email address.'] },
    })
    expect((await call('GET', '/api/users?sort=password')).json()).toMatchObject({
      error: 'invalid',
      fields: { sort: [expect.any(String)] },
    })
  })

  it('streams a list as an array or as lines', async () => {
    const rows = (await call('GET', '/api/roles/export?sort=name')).json<{ name: string }[]>()
    expect(rows.map(({ name }) => name)).toEqual(['Org Admin', 'Publisher', 'Read Only', 'Sync user', 'User', 'admin'])
    const lines = (await call('GET', '/api/roles/export', undefined, { accept: 'application/x-ndjson' })).body.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([1, 2, 3, 4, 5, 6])
    expect((await call('GET', '/api/users/export?email=nobodyatall')).json()).toEqual([])
    const table = await call('GET', '/api/users/export?format=csv&email=admin')
    expect(table.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(table.body).toMatch(/^id,org,role,email,.*\r\n1,ORGNAME,admin,admin@admin\.test,/s)
    expect((await call('GET', '/api/users/export?format=csv&nosuch=1')).statusCode).toBe(422)
    expect((await call('GET', '/api/users/export?format=exe')).statusCode).toBe(422)
  })

  it('answers JSON where there is nothing', async () => {
    for (const url of ['/api', '/api/nothing', '/api/users/1/nothing'])
      expect((await call('GET', url)).json()).toMatchObject({ error: 'notFound' })
    expect((await call('POST', '/api/users', [] as object)).json()).toMatchObject({ error: 'invalid' })
    const broken = await app.inject({ method: 'POST', url: '/api/users', headers: { authorization: key, ...json }, payload: '{"email":' })
    expect([broken.statusCode, broken.json()]).toMatchObject([422, { error: 'invalid', message: 'The body is not valid JSON.' }])
  })

  it('describes every operation, and every secret as shown once', async () => {
    const description = (await app.inject('/api/openapi.json')).json<{
      openapi: string
      paths: Record<string, Record<string, { operationId: string }>>
    }>()
    expect(description.openapi).toBe('3.1.0')
    const described = Object.values(description.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    expect(described.sort()).toEqual(operations.map(({ name }) => name).sort())
    expect((await app.inject('/api/docs')).body).toContain('swagger-ui')
    expect((await app.inject('/api/docs/swagger-ui-bundle.js')).statusCode).toBe(200)
  })
})

describe('bodies', () => {
  const add = (payload: string | Buffer, headers: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url: '/admin/organisations/add',
      headers: { authorization: key, accept: 'application/json', ...headers },
      payload,
    })
  it.each([
    ['gzip', gzipSync(JSON.stringify({ name: 'Packed by gzip' })), 200],
    ['br', brotliCompressSync(JSON.stringify({ name: 'Packed by br' })), 200],
    ['GZIP', gzipSync(JSON.stringify({ name: 'Packed loudly' })), 200],
    ['gzip', Buffer.from('not packed at all'), 400],
    ['gzip', Buffer.alloc(0), 400],
    ['br', Buffer.from('not packed at all'), 400],
    ['compress', Buffer.from('{}'), 400],
  ])('packed by %s', async (encoding, payload, status) => {
    expect((await add(payload, { ...json, 'content-encoding': encoding })).statusCode).toBe(status)
  })

  it('that are not JSON are refused as MISP does', async () => {
    const answer = await add('{"name":', json)
    expect([answer.statusCode, answer.json()]).toMatchObject([405, { message: expect.stringMatching(/^Invalid JSON input\./) }])
  })

  it('may be empty with a JSON content type', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/auth_keys/add/me',
      headers: { authorization: key, accept: 'application/json', ...json },
    })
    expect(answer.json()).toMatchObject({ AuthKey: { authkey_raw: expect.stringMatching(/^\w{40}$/) } })
  })

  it('of forms and of XML say the same as JSON', async () => {
    const form = await add('data[Organisation][name]=By+form&data[Organisation][sector]=CERT', {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(form.json()).toMatchObject({ Organisation: { name: 'By form', sector: 'CERT' } })
    const xml = await add('<?xml version="1.0"?><Organisation><name>By XML</name><sector>7</sector></Organisation>', {
      'content-type': 'application/xml',
    })
    expect(xml.json()).toMatchObject({ Organisation: { name: 'By XML', sector: '7' } })
  })

  it.each([
    ['a file', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'],
    ['an address', '<!doctype x SYSTEM "http://127.0.0.1/x.dtd">'],
    ['a text of its own', '<!DOCTYPE x [<!ENTITY e "boom">]>'],
    ['a parameter', '<!DOCTYPE x [<!ENTITY % p "boom"> %p;]>'],
    ['nothing', '<!DOCTYPE x>'],
  ])('security 24: with a document type that names %s are refused (CVE-2026-94401)', async (_, type) => {
    const evil = `<?xml version="1.0"?>${type}<Organisation><name>By type &e;</name></Organisation>`
    const answer = await add(evil, { 'content-type': 'application/xml' })
    expect([answer.statusCode, await world.system.db.organisation.count({ where: { name: { startsWith: 'By type' } } })]).toEqual([400, 0])
  })
  it('security 24: leave entities as they stand', async () => {
    const evil = '<Organisation><name>Kept &e;&lt;&#x41;</name></Organisation>'
    expect((await add(evil, { 'content-type': 'application/xml' })).json()).toMatchObject({ Organisation: { name: 'Kept &e;&lt;&#x41;' } })
  })

  it('cannot reach a prototype', async () => {
    const answer = await add('{"__proto__":{"local":false},"constructor":{"prototype":{"polluted":1}},"name":"Plain"}', json)
    expect(answer.json()).toMatchObject({ Organisation: { name: 'Plain', local: true } })
    expect(Object.prototype).not.toHaveProperty('polluted')
  })
})

describe('keys', () => {
  const me = async (headers: Record<string, string>) =>
    (await app.inject({ url: '/users/view/me', headers: { accept: 'application/json', ...headers } })).statusCode
  it('are read from either header, several of them, the other one first', async () => {
    const wrong = 'x'.repeat(40)
    expect(await me({ authorization: key })).toBe(200)
    expect(await me({ 'x-misp-auth': key })).toBe(200)
    expect(await me({ authorization: `${wrong}, ${key}` })).toBe(200)
    expect(await me({ authorization: key, 'x-misp-auth': wrong })).toBe(403)
    expect(await me({ authorization: `Bearer ${key}` })).toBe(403)
    expect(await me({ authorization: 'Basic dXNlcjpwYXNz' })).toBe(403)
    expect(await me({})).toBe(403)
  })
})

describe('the server', () => {
  it('starts no route that names no operation', () => {
    const bad = Fastify()
    guard(bad)
    expect(() => bad.get('/secret', async () => 'x')).toThrow('names no operation')
  })

  it('lives and is ready', async () => {
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    await world.system.pool.query(
      'CREATE TABLE IF NOT EXISTS _prisma_migrations (migration_name text, finished_at timestamptz, rolled_back_at timestamptz)',
    )
    const { rows } = await world.system.pool.query('SELECT * FROM _prisma_migrations')
    if (rows.length > 0) expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready', problems: [] })
  })

  it('gives its figures to programs on this machine and to site admins, and not through a proxy', async () => {
    const local = { host: '127.0.0.1:3000' }
    const near = (headers = {}) => app.inject({ url: '/metrics', remoteAddress: '127.0.0.1', headers: { ...local, ...headers } })
    world.env.baseSaid = false
    expect((await near()).body).toContain('reeve_request_duration_seconds')
    for (const headers of [{ 'x-forwarded-for': '192.0.2.1' }, { 'x-real-ip': '192.0.2.1' }, { via: '1.1 proxy' }, { host: 'reeve.test' }])
      expect((await near(headers)).statusCode).toBe(403)
    // An instance that has another name is behind a proxy, which need not say so.
    world.env.baseSaid = true
    expect((await near()).statusCode).toBe(403)
    const far = (headers = {}) => app.inject({ url: '/metrics', remoteAddress: '192.0.2.1', headers: { ...local, ...headers } })
    expect((await far()).statusCode).toBe(403)
    expect((await far({ authorization: world.keys.get('user') })).statusCode).toBe(403)
    expect((await far({ authorization: key })).statusCode).toBe(200)
  })

  it('keeps a sane request id and makes one otherwise', async () => {
    const idOf = async (said: string) => (await app.inject({ url: '/healthz', headers: { 'x-request-id': said } })).headers['x-request-id']
    expect(await idOf('abc-123')).toBe('abc-123')
    expect(await idOf('a b\u0000')).not.toBe('a b\u0000')
    expect(await idOf('x'.repeat(65))).toMatch(/^[\da-f-]{36}$/)
  })

  it('security 21: shows its pages only to whoever has a session, under a strict policy', async () => {
    const answer = await app.inject({ url: '/app/users?search=x', headers: { accept: 'text/html' } })
    if (answer.statusCode !== 503)
      expect(answer.headers.location).toBe(`${world.env.BASE_URL}/users/login?to=${encodeURIComponent('/app/users?search=x')}`)
    const { headers } = await app.inject({ url: '/users/login', headers: { accept: 'text/html' } })
    expect(headers['content-security-policy']).toMatch(/script-src 'self';.*object-src 'none'.*frame-ancestors 'none'/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('forbids other sites to embed or open its answers, and caches to keep them', async () => {
    for (const url of ['/api/session/me', '/users/view/me.json', '/users/login', '/healthz']) {
      const { headers } = await app.inject({ url, headers: { authorization: key } })
      expect(headers, url).toMatchObject({
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
    }
  })

  it('asks for https from now on where it is served by https, and only there', async () => {
    const hsts = async () => (await app.inject('/users/login')).headers['strict-transport-security']
    expect(await hsts()).toBeUndefined()
    await world.ask('admin', 'settings.edit', { id: 'MISP.baseurl', value: 'https://reeve.test' })
    expect(await hsts()).toBe('max-age=31536000')
    await world.ask('admin', 'settings.edit', { id: 'MISP.baseurl', value: null })
  })

  it('refuses a request that names two hosts', async () => {
    const base = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(base.port), base.hostname)
    socket.write('GET /healthz HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\nConnection: close\r\n\r\n')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('logs requests without a key once for each network, and says how many came', async () => {
    const rows = () => world.system.db.log.findMany({ where: { title: 'Failed API authentication. No authkey was provided.' } })
    await world.system.db.counter.deleteMany()
    const before = (await rows()).length
    for (let n = 0; n < 12; n++) await app.inject({ url: '/api/users', remoteAddress: '192.0.2.77' })
    await app.inject({ url: '/users/index', remoteAddress: '192.0.2.78', headers: { accept: 'application/json' } })
    const changes = (await rows()).slice(before).map(({ change }) => change)
    expect(changes).toEqual(['', '10 requests from 192.0.2.77/32 within an hour.'])
  })

  it('asks for a key at its first address, as at every known one', async () => {
    const home = (headers = {}) => app.inject({ url: '/', headers: { accept: 'application/json', ...headers } })
    expect([(await home()).statusCode, (await home()).json()]).toMatchObject([
      403,
      { message: expect.stringMatching(/^Authentication failed\./), url: '/' },
    ])
    expect((await home({ authorization: key })).statusCode).toBe(404)
  })
})
