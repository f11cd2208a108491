import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type World, worldOf } from './world.ts'

let world: World
beforeAll(async () => {
  world = await worldOf(true)
})
afterAll(() => world.close())

type More = { as?: string; headers?: Record<string, string>; method?: 'GET' | 'POST' | 'PUT' | 'HEAD' | 'DELETE'; body?: unknown }
const ask = (url: string, { as = 'admin', headers = {}, method = 'GET', body }: More = {}) => {
  const key = world.keys.get(as)
  return world.app.inject({
    method,
    url,
    headers: {
      host: '127.0.0.1',
      accept: 'application/json',
      ...(key && { authorization: key }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  })
}
const change = (name: string, value: unknown) => world.ask('settings.edit', { id: name, value })

describe('who asks with a key', () => {
  it.each([['*/*'], ['text/html'], ['text/html,application/xhtml+xml,*/*;q=0.8']])('and accepts %s gets JSON', async (accept) => {
    const answer = await ask('/users/view/me', { headers: { accept } })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/json; charset=UTF-8'])
  })
  it('that does not live, and accepts pages, gets JSON too', async () => {
    const answer = await ask('/users/view/me', { headers: { accept: '*/*', authorization: 'x'.repeat(40) } })
    expect([answer.statusCode, answer.headers['content-type'], answer.headers.location]).toEqual([
      403,
      'application/json; charset=UTF-8',
      undefined,
    ])
  })
  it('and signs out gets JSON: there is no session to end', async () => {
    const answer = await ask('/users/logout', { headers: { accept: '*/*' } })
    expect([answer.statusCode, answer.headers.location, answer.json()]).toEqual([
      200,
      undefined,
      expect.objectContaining({ saved: true, url: '/users/logout' }),
    ])
  })
  it('gets MISP’s cookie without a session behind it, and keeps one that came along', async () => {
    const name = `MISP-${world.scene.system.instance.uuid}`
    const cookie = String((await ask('/roles/index')).headers['set-cookie'])
    expect(cookie).toMatch(new RegExp(`^${name}=\\w+; expires=[^;]+; Max-Age=\\d+; path=/; HttpOnly; SameSite=Lax$`))
    expect(await world.scene.system.db.session.count()).toBe(0)
    expect((await ask('/users/view/me', { as: 'none', headers: { cookie } })).statusCode).toBe(403)
    expect((await ask('/roles/index', { headers: { cookie: `${name}=mine` } })).headers['set-cookie']).toBeUndefined()
  })
})

describe('who asks for a page without a session', () => {
  it.each([['/'], ['/users/index/page:2'], ['/users/view/me'], ['/roles']])('at %s is led to the form', async (url) => {
    const answer = await ask(url, { as: 'none', headers: { accept: 'text/html' } })
    const known = url !== '/users/index/page:2'
    expect([answer.statusCode, answer.headers.location]).toEqual(
      known ? [302, `${world.scene.env.BASE_URL}/users/login`] : [404, undefined],
    )
  })
  it('from a browser’s script is told 401', async () => {
    const answer = await ask('/roles/index', { as: 'none', headers: { accept: '*/*', 'x-requested-with': 'XMLHttpRequest' } })
    expect([answer.statusCode, answer.json()]).toEqual([401, { name: 'Unauthorized', message: 'Unauthorized', url: '' }])
  })
  it('from a browser’s script that wants JSON is told less', async () => {
    const answer = await ask('/roles/index', { as: 'none', headers: { 'x-requested-with': 'XMLHttpRequest' } })
    expect([answer.statusCode, answer.json().message]).toEqual([403, 'Authentication failed.'])
  })
})

describe('how answers are written', () => {
  it('with blanks for scripts, compact for PyMISP, escaped in refusals', async () => {
    expect((await ask('/roles/view/1')).body).toMatch(/^{\n {4}"Role": {\n {8}"id": "1",/)
    expect((await ask('/roles/view/1', { headers: { 'user-agent': 'PyMISP 2.5.34 - Python 3.12' } })).body).toMatch(/^{"Role":{"id":"1",/)
    expect((await ask('/roles/view/99')).body).toBe('{"name":"Invalid Role.","message":"Invalid Role.","url":"\\/roles\\/view\\/99"}')
  })
  it('as XML and as CSV', async () => {
    expect((await ask('/roles/index.xml')).body).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<response><Role><id>1<\/id><name>admin<\/name>/,
    )
    expect((await ask('/roles/view/99.xml')).body).toContain('<response><name>Invalid Role.</name>')
    expect((await ask('/roles/index', { headers: { accept: 'text/csv' } })).body).toMatch(/^id,name,created,.*\n1,"admin",/)
  })
  it('empty for HEAD', async () => {
    const [there, none] = [await ask('/organisations/view/1', { method: 'HEAD' }), await ask('/organisations/view/99', { method: 'HEAD' })]
    expect([there.statusCode, there.body, none.statusCode, none.body]).toEqual([200, '', 404, ''])
  })
  it('with a tag when asked for one, and 304 for the same again', async () => {
    const first = await ask('/attributes/describeTypes.json', { headers: { 'if-none-match': '' } })
    const tag = String(first.headers.etag)
    expect([first.statusCode, tag]).toEqual([200, expect.stringMatching(/^"[\da-f]{40}"$/)])
    for (const known of [tag, tag.replace(/"$/, '-gzip"')]) {
      const again = await ask('/attributes/describeTypes.json', { headers: { 'if-none-match': known } })
      expect([again.statusCode, again.body]).toEqual([304, ''])
    }
    expect((await ask('/attributes/describeTypes.json')).headers.etag).toBeUndefined()
  })
  it('in the zone of the instance', async () => {
    const utc = (await ask('/roles/view/1')).json().Role.created
    await change('MISP.timezone', 'Asia/Kathmandu')
    const there = (await ask('/roles/view/1')).json().Role.created
    await change('MISP.timezone', null)
    expect(Date.parse(`${there}Z`) - Date.parse(`${utc}Z`)).toBe(345 * 60_000)
  })
})

describe('headers that an instance may want', () => {
  it('tell who was understood to ask', async () => {
    for (const name of ['Security.username_in_response_header', 'Security.user_org_uuid_in_response_header']) await change(name, true)
    const { headers } = await ask('/users/view/me')
    expect(headers['x-username']).toMatch(/^admin@admin\.test\/API\/\d+$/)
    expect(headers['x-userorguuid']).toMatch(/^[\da-f-]{36}$/)
    for (const name of ['Security.username_in_response_header', 'Security.user_org_uuid_in_response_header']) await change(name, null)
    expect((await ask('/users/view/me')).headers['x-username']).toBeUndefined()
  })
})

describe('what is refused', () => {
  it.each([['/users/nosuch'], ['/nosuch/index'], ['/audit_logs/index'], ['/servers/getSyncUser']])(
    '%s does not exist, whoever asks',
    async (url) => {
      for (const as of ['none', 'user', 'admin']) expect((await ask(url, { as })).statusCode, as).toBe(404)
    },
  )
  it('a change by GET, and a log without a filter', async () => {
    expect((await ask('/admin/users/delete/3')).statusCode).toBe(405)
    expect((await ask('/admin/logs/index', { method: 'POST', body: {} })).statusCode).toBe(400)
    expect((await ask('/admin/logs/index', { method: 'POST', body: { title: null, action: 'add', created: 1.5 } })).statusCode).toBe(200)
  })
  it('a key of another organisation, as if it were not there', async () => {
    const { id } = await world.ask<{ id: number }>('authKeys.add', { user_id: 7 })
    expect((await ask(`/auth_keys/view/${id}`, { as: 'orgadmin' })).statusCode).toBe(404)
  })
})

describe('a list longer than a batch', () => {
  it('is written item by item to the same text', async () => {
    const { db } = world.scene.system
    await db.organisation.createMany({
      data: Array.from({ length: 2500 }, (_, index) => ({ name: `Many ${index}`, uuid: crypto.randomUUID() })),
    })
    const plain = await ask('/organisations/index/scope:all')
    const tagged = await ask('/organisations/index/scope:all', { headers: { 'if-none-match': '""' } })
    expect(plain.json()).toHaveLength(2503)
    expect(plain.headers['content-length']).toBeUndefined()
    expect(plain.body).toBe(tagged.body)
    expect((await ask('/organisations/index/scope:all.csv')).body.split('\n')).toHaveLength(2505)
  })
})
