import { ask } from '@reeve/core/ask'
import { describe, expect, it } from 'vitest'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { apiOver } from './testing/apiOver.ts'

const password = 'Correct horse 9'
const { world, app } = await apiOver(scene())
await world.ask('admin', 'users.edit', { id: 3, password, change_pw: false })
await world.ask('admin', 'users.edit', { id: 4, password, change_pw: true })

const html = { accept: 'text/html' }
/** What a script finds in the form, and the cookie it keeps (clients "Login form"). */
const form = async (to = '') => {
  const page = await app.inject({ url: `/users/login${to}`, headers: html })
  const fields = [...page.body.matchAll(/<input[^>]*>/g)].map(
    ([tag]) => [/name="([^"]*)"/.exec(tag)?.[1] ?? '', /value="([^"]*)"/.exec(tag)?.[1] ?? ''] as const,
  )
  return { page, fields: Object.fromEntries(fields), cookie: String(page.headers['set-cookie']).split(';')[0] ?? '' }
}
const sendForm = async (
  more: Record<string, string>,
  { to = '', cookie }: { to?: string; cookie?: string } = {},
  method: 'POST' | 'PUT' = 'POST',
) => {
  const found = await form(to)
  const said = new URLSearchParams({ ...found.fields, ...more })
  return app.inject({
    method,
    url: '/users/login',
    headers: { ...html, 'content-type': 'application/x-www-form-urlencoded', cookie: cookie ?? found.cookie },
    payload: said.toString(),
  })
}
const signIn = async (email = 'user@alpha.test', to = '') => {
  const answer = await sendForm({ 'data[User][email]': email, 'data[User][password]': password }, { to })
  return { answer, cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' }
}

describe('the form', () => {
  it('is one, starts its action with a slash, and has the fields that scripts fill', async () => {
    const { page, fields } = await form()
    expect(page.statusCode).toBe(200)
    expect(page.body.match(/<form/g)).toHaveLength(1)
    expect(page.body).toMatch(/<form action="\/users\/login" method="post"/)
    expect(Object.keys(fields)).toEqual(['data[_Token][key]', 'data[User][to]', 'data[User][email]', 'data[User][password]'])
    expect(page.body).not.toContain('<script')
  })

  it('is where / ends for whoever has no session', async () => {
    const answer = await app.inject({ url: '/', headers: html })
    expect([answer.statusCode, answer.headers.location]).toEqual([302, `${world.env.BASE_URL}/users/login`])
  })

  it('sends the browser on without naming a host where nobody named the address of the instance', async () => {
    const { env } = world.system
    env.baseSaid = false
    const at = async (host: string) => (await app.inject({ url: '/', headers: { ...html, host } })).headers.location
    for (const host of ['reeve.example:8443', 'evil.test', 'evil.test/x?']) expect(await at(host)).toBe('/users/login')
    await world.ask('admin', 'settings.edit', { id: 'MISP.baseurl', value: 'https://misp.example' })
    expect(await at('reeve.example:8443')).toBe('https://misp.example/users/login')
    await world.ask('admin', 'settings.edit', { id: 'MISP.baseurl', value: null })
    env.baseSaid = true
  })

  it('makes a session whose cookie alone is the user', async () => {
    const { answer, cookie } = await signIn()
    expect([answer.statusCode, answer.headers.location]).toEqual([302, `${world.env.BASE_URL}/app/`])
    expect(String(answer.headers['set-cookie'])).toMatch(
      new RegExp(`^MISP-${world.system.instance.uuid}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax$`),
    )
    const me = await app.inject({ url: '/users/view/me.json', headers: { cookie } })
    expect(me.json()).toMatchObject({ User: { email: 'user@alpha.test' } })
    expect((await app.inject({ url: '/users/view/me.json' })).statusCode).toBe(403)
  })

  it('answers a wrong password with itself and 200, keeping the address', async () => {
    const answer = await sendForm({ 'data[User][email]': 'user@alpha.test', 'data[User][password]': 'wrong' })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('Invalid username or password, try again')
    expect(answer.body).toContain('value="user@alpha.test"')
    expect(answer.body).not.toContain('value="wrong"')
  })

  it('says with 403 when there were too many attempts', async () => {
    for (let n = 0; n < 5; n++) await sendForm({ 'data[User][email]': 'sync@alpha.test', 'data[User][password]': 'wrong' })
    const answer = await sendForm({ 'data[User][email]': 'sync@alpha.test', 'data[User][password]': 'wrong' })
    expect(answer.statusCode).toBe(403)
    expect(answer.body).toMatch(/maximum number of login attempts/)
  })

  it.each([
    ['without its token', { 'data[_Token][key]': '' }, undefined],
    ['with a token of its own making', { 'data[_Token][key]': 'x'.repeat(43) }, undefined],
    ['with the token of another browser', {}, 'reeve-form=someoneelsesnoncesomeoneelsesnonce'],
  ])('is refused %s', async (_, more, cookie) => {
    const answer = await sendForm(
      { 'data[User][email]': 'user@alpha.test', 'data[User][password]': password, ...more },
      cookie === undefined ? {} : { cookie },
    )
    expect(answer.statusCode).toBe(400)
    expect(String(answer.headers['set-cookie'])).not.toContain('MISP-')
  })

  it.each([
    '//evil.test',
    'https://evil.test',
    '/\\evil.test',
    '/users/logout',
    '/app/../users/logout',
    '/%75sers/logout',
    '/.//evil.test',
    '/%',
    'javascript:alert(1)',
    '/app/ evil',
  ])('never leads to %s', async (to) => {
    const { answer } = await signIn('user@alpha.test', `?to=${encodeURIComponent(to)}`)
    expect(answer.headers.location).toBe(`${world.env.BASE_URL}/app/`)
  })

  it('leads back to the page that was asked for', async () => {
    const { answer } = await signIn('user@alpha.test', `?to=${encodeURIComponent('/app/users?search=x')}`)
    expect(answer.headers.location).toBe(`${world.env.BASE_URL}/app/users?search=x`)
  })

  it('leads whoever asked for no page in particular to his homepage, unless that leads out again', async () => {
    const choose = (path: string) => world.ask('user', 'userSettings.set', { setting: 'homepage', value: { path } })
    const landed = async (to = '') => (await signIn('user@alpha.test', to)).answer.headers.location
    await choose('/users/statistics')
    expect(await landed()).toBe(`${world.env.BASE_URL}/users/statistics`)
    expect(await landed(`?to=${encodeURIComponent('/app/')}`)).toBe(`${world.env.BASE_URL}/users/statistics`)
    expect(await landed(`?to=${encodeURIComponent('/app/roles')}`)).toBe(`${world.env.BASE_URL}/app/roles`)
    await choose('/app/../users/logout')
    expect(await landed()).toBe(`${world.env.BASE_URL}/app/`)
    await world.ask('user', 'userSettings.unset', { setting: 'homepage' })
    expect(await landed()).toBe(`${world.env.BASE_URL}/app/`)
  })

  it('security 20: writes what the instance is called as text, never as markup', async () => {
    const evil = '"></p><script>alert(1)</script>'
    await world.ask('admin', 'settings.edit', { id: 'MISP.org', value: evil })
    await world.ask('admin', 'settings.edit', { id: 'Plugin.CustomAuth_name', value: evil })
    expect((await form()).page.body).not.toContain('<script>')
    for (const [id, value] of [
      ['Plugin.CustomAuth_enable', true],
      ['Plugin.CustomAuth_required', true],
    ] as const)
      await world.ask('admin', 'settings.edit', { id, value })
    const closed = (await form()).page
    expect([closed.statusCode, closed.body.includes('alert(1)'), closed.body.includes('<script>')]).toEqual([403, true, false])
    for (const id of ['Plugin.CustomAuth_required', 'Plugin.CustomAuth_enable', 'Plugin.CustomAuth_name', 'MISP.org'])
      await world.ask('admin', 'settings.edit', { id, value: null })
  })

  it('security 9: a change is of the row in the address, whatever the body says', async () => {
    const { cookie } = await signIn()
    const own = (await world.ask('user', 'authKeys.add', { comment: 'own' })).id
    const foreign = (await world.ask('admin', 'authKeys.add', { comment: 'foreign' })).id
    const answer = await app.inject({
      method: 'PATCH',
      url: `/api/authKeys/${String(own)}`,
      headers: { cookie },
      payload: { id: foreign, comment: 'changed' },
    })
    expect(answer.json()).toMatchObject({ id: own, comment: 'changed' })
    expect(await world.ask('admin', 'authKeys.view', { id: foreign })).toMatchObject({ comment: 'foreign' })
  })

  it('writes what was typed as text, never as markup', async () => {
    const answer = await sendForm({ 'data[User][email]': '"><script>alert(1)</script>', 'data[User][password]': 'x' })
    expect(answer.body).not.toContain('<script>')
  })
})

/** CVE-2026-94379 and its kin: another method must not reach the password unguarded (security 1). */
describe('security 1: only POST reaches the password (CVE-2026-94379)', () => {
  const methods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
  it.each(methods)('%s does not', async (method) => {
    const { fields, cookie } = await form()
    const said = new URLSearchParams({ ...fields, 'data[User][email]': 'user@alpha.test', 'data[User][password]': password }).toString()
    const before = await world.system.db.session.count()
    for (const headers of [{}, { 'x-http-method-override': 'POST' }, { 'x-method-override': 'POST' }]) {
      const answer = await app.inject({
        method,
        url: `/users/login?${said}`,
        headers: { ...html, ...headers, cookie, 'content-type': 'application/x-www-form-urlencoded' },
        ...(method !== 'GET' && method !== 'HEAD' && { payload: said }),
      })
      expect([200, 302, 404, 405]).toContain(answer.statusCode)
      expect(String(answer.headers['set-cookie'] ?? '')).not.toContain('MISP-')
    }
    const api = await app.inject({
      method,
      url: `/api/session?email=user@alpha.test&password=${password}`,
      payload: { email: 'user@alpha.test', password },
    })
    expect([200, 404, 405]).toContain(api.statusCode)
    expect(api.body).not.toContain('token')
    expect(await world.system.db.session.count()).toBe(before)
  })
})

describe('a page that signs in by the API', () => {
  const open = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/api/session', headers, payload: { email: 'user@alpha.test', password } })

  it('gets the cookie, even in place of one that has ended; other callers get none', async () => {
    const ended = `MISP-${world.system.instance.uuid}=0123456789abcdef`
    const answer = await open({ 'sec-fetch-site': 'same-origin', cookie: ended })
    expect(answer.statusCode).toBe(200)
    const [cookie = ''] = String(answer.headers['set-cookie']).split(';')
    expect(String(answer.headers['set-cookie'])).toContain('; HttpOnly; SameSite=Lax')
    expect((await app.inject({ url: '/api/session/me', headers: { cookie } })).json()).toMatchObject({ email: 'user@alpha.test' })
    for (const site of ['', 'cross-site', 'none']) expect((await open({ 'sec-fetch-site': site })).headers['set-cookie']).toBeUndefined()
  })
})

describe('signing out', () => {
  it('ends the session and forgets the cookie', async () => {
    const { cookie } = await signIn()
    const answer = await app.inject({ url: '/users/logout', headers: { ...html, cookie } })
    expect([answer.statusCode, answer.headers.location]).toEqual([302, `${world.env.BASE_URL}/users/login`])
    expect((await app.inject({ url: '/users/view/me.json', headers: { cookie } })).statusCode).toBe(403)
  })

  it('cannot be made to sign out by a page of another site', async () => {
    const { cookie } = await signIn()
    for (const site of ['cross-site', 'same-site']) {
      const answer = await app.inject({ url: '/users/logout', headers: { ...html, cookie, 'sec-fetch-site': site } })
      expect([answer.statusCode, answer.headers.location]).toEqual([302, `${world.env.BASE_URL}/app/`])
    }
    expect((await app.inject({ url: '/users/view/me.json', headers: { cookie } })).statusCode).toBe(200)
  })
})

describe('whoever must choose a new password', () => {
  it('can do nothing else in a browser, and everything after it', async () => {
    const { cookie } = await signIn('publisher@alpha.test')
    const call = (method: 'GET' | 'POST', url: string, payload?: object) =>
      app.inject({ method, url, headers: { cookie }, ...(payload && { payload }) })
    expect((await call('GET', '/api/session/me')).json()).toMatchObject({ change_pw: true })
    expect((await call('GET', '/api/organisations')).json()).toMatchObject({
      error: 'forbidden',
      message: expect.stringMatching(/new password/),
    })
    // The same cookie opens nothing on the wire either.
    for (const [method, url] of [
      ['GET', '/organisations/index.json'],
      ['GET', '/users/view/me.json'],
      ['POST', '/users/edit.json'],
    ] as const)
      expect((await call(method, url, {})).statusCode, url).toBe(403)
    expect((await call('POST', '/api/users/changePassword', { password: 'Correct horse 10', current_password: password })).statusCode).toBe(
      200,
    )
    expect((await call('GET', '/api/organisations')).statusCode).toBe(200)
  })

  it('can go on with a key', async () => {
    await world.ask('admin', 'users.edit', { id: 4, change_pw: true })
    expect(await ask(world.system, await world.as('publisher'), 'organisations.list', {})).toMatchObject({ total: 3 })
  })
})

describe('security 22: changes by cookie', () => {
  it.each([
    ['no word of where from', {}, 200],
    ['our own page', { origin: 'http://reeve.test', 'sec-fetch-site': 'same-origin' }, 200],
    ['a foreign page', { origin: 'https://evil.test' }, 403],
    ['a page of nowhere', { origin: 'null' }, 403],
    ['a foreign page, as the browser says', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sister page', { 'sec-fetch-site': 'same-site' }, 403],
  ])('from %s', async (_, headers, status) => {
    const { cookie } = await signIn()
    const answer = await app.inject({
      method: 'POST',
      url: '/api/users/editMe',
      headers: { cookie, ...headers },
      payload: { contactalert: true },
    })
    expect(answer.statusCode).toBe(status)
  })

  it('read nothing from the query string', async () => {
    const { cookie } = await signIn()
    await app.inject({ method: 'POST', url: '/api/users/editMe?nids_sid=4711', headers: { cookie } })
    expect(await world.system.db.user.findUnique({ where: { id: 3 } })).not.toMatchObject({ nids_sid: 4711 })
  })

  it('never count for a request that brings a key, good or bad', async () => {
    const { cookie } = await signIn()
    const answer = await app.inject({ url: '/users/view/me.json', headers: { cookie, authorization: 'x'.repeat(40) } })
    expect(answer.statusCode).toBe(403)
  })
})
