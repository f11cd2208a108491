import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { apiOver } from './testing/apiOver.ts'

const opened = await scene()
opened.env.TRUSTED_PROXIES = ['192.0.2.0/24']
const { world, app } = await apiOver(opened)
beforeAll(async () => {
  await world.ask('admin', 'users.edit', {
    id: 3,
    external_auth_required: true,
    external_auth_key: 'jane@corp',
    password: 'Correct horse 9',
  })
  await set('Plugin.CustomAuth_enable', true)
  await set('Plugin.CustomAuth_header', 'HTTP_X_REMOTE_USER')
})

const set = (id: string, value: unknown) => world.ask('admin', 'settings.edit', { id, value })
const html = { accept: 'text/html' }
const proxy = '192.0.2.1'
const visit = (headers: object, remoteAddress = proxy, url = '/users/login?to=/app/roles') =>
  app.inject({ url, headers: { ...html, ...headers }, remoteAddress })
const json = (headers: object, remoteAddress = proxy) =>
  app.inject({ url: '/users/view/me.json', headers: { accept: 'application/json', ...headers }, remoteAddress })
const jane = { 'x-remote-user': 'jane@corp' }
const failures = async () => (await world.logs({ action: 'auth_fail' })).map(({ title }) => title)

describe('the header of a trusted proxy', () => {
  it('opens a session for the one user it names', async () => {
    await set('MISP.log_auth', true)
    const answer = await visit(jane)
    expect([answer.statusCode, answer.headers.location]).toEqual([302, `${world.env.BASE_URL}/app/roles`])
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
    const me = await app.inject({ url: '/api/session/me', headers: { cookie }, remoteAddress: proxy })
    expect(me.json()).toMatchObject({ email: 'user@alpha.test', external: true })
    await world.system.usageWriter.flush()
    expect((await world.logs({ action: 'auth' })).map(({ title }) => title)).toContain(
      'Successful authentication using External authentication key',
    )
    await set('MISP.log_auth', false)
  })

  it('vouches with every request: what matters asks for no password that there is none of', async () => {
    const cookie = String((await visit(jane)).headers['set-cookie']).split(';')[0] ?? ''
    world.clock.at = new Date(Date.now() + 6 * 60_000)
    const add = (headers: object) =>
      app.inject({ method: 'POST', url: '/api/authKeys', headers: { cookie, ...headers }, payload: {}, remoteAddress: proxy })
    expect((await add({})).json()).toMatchObject({ error: 'forbidden', step_up: true })
    expect((await add(jane)).statusCode).toBe(200)
    delete world.clock.at
  })

  it('is enough for a script without a cookie, and stands above the cookie of somebody else', async () => {
    expect((await json(jane)).json()).toMatchObject({ User: { email: 'user@alpha.test' } })
    await world.ask('admin', 'users.edit', { id: 4, external_auth_required: true, external_auth_key: 'joe@corp' })
    const cookie = String((await visit(jane)).headers['set-cookie']).split(';')[0] ?? ''
    expect((await json({ cookie, 'x-remote-user': 'joe@corp' })).json()).toMatchObject({ User: { email: 'publisher@alpha.test' } })
  })

  it.each(['198.51.100.7', '127.0.0.1'])('counts for nothing from %s, and that is noted', async (from) => {
    expect((await visit(jane, from)).statusCode).toBe(200)
    expect((await json(jane, from)).statusCode).toBe(403)
    expect(await failures()).toContain(
      `Failed authentication using external key (jane@corp): ${from} is no proxy that may vouch for people.`,
    )
  })

  it('is no better for what it says of where it came through', async () =>
    expect((await visit({ ...jane, 'x-forwarded-for': proxy }, '198.51.100.7')).statusCode).toBe(200))

  it('counts from the addresses that the setting declares, and from those alone', async () => {
    await set('Plugin.CustomAuth_only_allow_source', '203.0.113.9, 2001:db8::/32')
    expect((await json(jane)).statusCode).toBe(403)
    for (const from of ['203.0.113.9', '2001:db8::1']) expect((await json(jane, from)).statusCode).toBe(200)
    await set('Plugin.CustomAuth_only_allow_source', null)
  })

  it.each([
    ['nobody’s key', 'nobody@corp'],
    ['an empty one', ' '],
    ['the e-mail of a user', 'user@alpha.test'],
    ['his number', '3'],
  ])('names nobody by %s', async (_, key) => {
    expect((await visit({ 'x-remote-user': key })).statusCode).toBe(200)
    if (key.trim()) expect(await failures()).toContain(`Failed authentication using external key (${key})`)
  })

  it('names nobody where two have the key, the user is not external, or may not come in (security 3)', async () => {
    await world.ask('admin', 'users.edit', { id: 5, external_auth_required: true, external_auth_key: 'twice' })
    await world.ask('admin', 'users.edit', { id: 6, external_auth_required: true, external_auth_key: 'twice' })
    expect((await json({ 'x-remote-user': 'twice' })).statusCode).toBe(403)
    await world.ask('admin', 'users.edit', { id: 6, external_auth_required: false, external_auth_key: 'alone' })
    expect((await json({ 'x-remote-user': 'alone' })).statusCode).toBe(403)
    await world.ask('admin', 'users.edit', { id: 6, external_auth_required: true, disabled: true })
    expect((await json({ 'x-remote-user': 'alone' })).statusCode).toBe(403)
    expect(await failures()).toContain('Login attempt by disabled user.')
  })

  it('lets an auth key in the same header be one', async () => {
    await set('Plugin.CustomAuth_header', 'AUTHORIZATION')
    expect((await json({ authorization: world.keys.get('publisher') })).json()).toMatchObject({ User: { email: 'publisher@alpha.test' } })
    expect((await json({ authorization: 'jane@corp' })).json()).toMatchObject({ User: { email: 'user@alpha.test' } })
    await set('Plugin.CustomAuth_header', 'X-Remote-User')
  })

  it('asked from a foreign page changes nothing (security 22)', async () => {
    const change = (headers: object) =>
      app.inject({
        method: 'POST',
        url: '/api/users/editMe',
        headers: { ...jane, ...headers },
        payload: { contactalert: true },
        remoteAddress: proxy,
      })
    expect((await change({ origin: 'https://evil.test' })).statusCode).toBe(403)
    expect((await change({})).statusCode).toBe(200)
  })

  it('replaces the password of its users, and as the only way in that of all', async () => {
    const give = (email: string) =>
      app.inject({ method: 'POST', url: '/api/session', payload: { email, password: 'Correct horse 9' }, remoteAddress: '198.51.100.7' })
    await world.ask('admin', 'users.edit', { id: 7, password: 'Correct horse 9' })
    expect([(await give('user@alpha.test')).statusCode, (await give('user@beta.test')).statusCode]).toEqual([401, 200])
    await set('Plugin.CustomAuth_required', true)
    expect(await world.ask('admin', 'users.add', { email: 'new@alpha.test', org_id: 2, role_id: 3 })).toMatchObject({ change_pw: false })
    expect((await give('user@beta.test')).json()).toMatchObject({
      error: 'forbidden',
      message: expect.stringMatching(/^External authentication authentication failed/),
    })
    const page = await visit({}, '198.51.100.7')
    expect([page.statusCode, page.body.includes('<form')]).toEqual([403, false])
    expect((await json({ authorization: world.keys.get('buser') }, '198.51.100.7')).statusCode).toBe(200)
    await set('Plugin.CustomAuth_required', null)
    await set('Security.auth_enforced', true)
    expect((await give('user@beta.test')).json()).toMatchObject({ error: 'forbidden' })
    expect((await visit({}, '198.51.100.7')).body).not.toContain('<form')
    await set('Security.auth_enforced', null)
    expect((await give('user@beta.test')).statusCode).toBe(200)
  })

  it('ends where the instance says', async () => {
    await set('Plugin.CustomAuth_custom_logout', 'https://sso.corp/logout')
    expect((await visit(jane, proxy, '/users/logout')).headers.location).toBe('https://sso.corp/logout')
    expect((await visit({}, proxy, '/users/logout')).headers.location).toBe(`${world.env.BASE_URL}/users/login`)
    await set('Plugin.CustomAuth_custom_logout', null)
  })

  it('is nothing while it is turned off', async () => {
    await set('Plugin.CustomAuth_enable', false)
    expect((await json(jane)).statusCode).toBe(403)
  })
})

describe('the address of a client', () => {
  const seenFrom = async (remoteAddress: string, said: string) => {
    const key = await world.ask('admin', 'authKeys.add', { user_id: 7 })
    const headers = { authorization: String(key.authkey_raw), 'x-forwarded-for': said }
    await app.inject({ url: '/users/view/me.json', headers, remoteAddress })
    await world.system.usageWriter.flush()
    return (await world.system.db.authKey.findUniqueOrThrow({ where: { id: Number(key.id) } })).unique_ips
  }
  it('is what a trusted proxy says, and what nobody else says', async () => {
    expect(await seenFrom(proxy, '203.0.113.50')).toEqual(['203.0.113.50'])
    expect(await seenFrom(proxy, '198.51.100.66, 203.0.113.50')).toEqual(['203.0.113.50'])
    expect(await seenFrom('198.51.100.7', '203.0.113.50')).toEqual(['198.51.100.7'])
  })
})

describe('terms', () => {
  const inBrowser = async (url: string, method: 'GET' | 'POST' = 'GET') => {
    const form = { email: 'user@beta.test', password: 'Correct horse 9' }
    const { token } = (await app.inject({ method: 'POST', url: '/api/session', payload: form })).json<{ token: string }>()
    return app.inject({
      method,
      url,
      headers: { cookie: `MISP-${world.system.instance.uuid}=${token}` },
      ...(method === 'POST' && { payload: {} }),
    })
  }
  it('must be there before they are asked for', async () => {
    expect((await app.inject({ url: '/users/terms', headers: { authorization: world.keys.get('buser') } })).json()).toMatchObject({
      name: 'MISP Terms and Conditions are not defined',
    })
    await expect(set('MISP.terms_file', 'terms.txt')).rejects.toMatchObject({
      kind: 'invalid',
      fields: { value: [expect.stringMatching(/terms.txt/)] },
    })
    await expect(set('MISP.terms_file', '../first-login.txt')).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('come before everything else in a browser, and are accepted once; scripts are left alone', async () => {
    mkdirSync(path.join(world.env.DATA_DIR, 'terms'))
    writeFileSync(path.join(world.env.DATA_DIR, 'terms', 'terms.txt'), 'Share alike.')
    await world.ask('admin', 'users.edit', { id: 7, change_pw: false })
    await set('MISP.terms_file', 'terms.txt')
    expect((await inBrowser('/api/session/me')).json()).toMatchObject({ required_action: 'terms' })
    expect((await inBrowser('/api/roles')).json()).toMatchObject({ error: 'forbidden', message: 'Accept the terms first.' })
    expect((await world.ask('buser', 'roles.list')).total).toBeGreaterThan(0)
    expect((await inBrowser('/api/session/terms')).json()).toEqual({ name: 'terms.txt', text: 'Share alike.', accepted: false })
    const file = await inBrowser('/users/downloadTerms')
    expect([file.body, file.headers['content-disposition']]).toEqual(['Share alike.', "attachment; filename*=UTF-8''terms.txt"])
    expect((await inBrowser('/api/session/acceptTerms', 'POST')).statusCode).toBe(200)
    expect((await inBrowser('/api/roles')).statusCode).toBe(200)
    expect((await world.logs({ action: 'edit', model_id: 7 })).at(-1)?.change).toBe('termsaccepted () => (1)')
  })
})
