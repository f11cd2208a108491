import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { codeInMail, codeNow, giveTotp } from '../../../packages/core/src/testing/codes.ts'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { apiOver } from './testing/apiOver.ts'

const password = 'Correct horse 9'
const { world, app } = await apiOver(scene())
await world.ask('admin', 'users.edit', { id: 3, password, change_pw: false })
await giveTotp(world, 3)

const html = { accept: 'text/html' }
/** Cookies as a script keeps them. */
const jar = () => {
  const kept = new Map<string, string>()
  return {
    header: () => [...kept].map(([name, value]) => `${name}=${value}`).join('; '),
    keep: (said: string | string[] | undefined) => {
      for (const line of [said ?? []].flat()) {
        const [pair = ''] = line.split(';')
        const at = pair.indexOf('=')
        if (line.includes('Max-Age=0')) kept.delete(pair.slice(0, at))
        else kept.set(pair.slice(0, at), pair.slice(at + 1))
      }
    },
    names: () => [...kept.keys()].sort(),
  }
}
const others = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'] as const
/** A script: it reads the one form of a page, fills in what it knows and sends all of it back. */
const script = () => {
  const cookies = jar()
  const get = async (url: string) => {
    const page = await app.inject({ url, headers: { ...html, cookie: cookies.header() } })
    cookies.keep(page.headers['set-cookie'])
    return page
  }
  const submit = async (url: string, filled: Record<string, string>) => {
    const page = await get(url)
    const fields = [...page.body.matchAll(/<input[^>]*>/g)].map(
      ([tag]) => [/name="([^"]*)"/.exec(tag)?.[1] ?? '', /value="([^"]*)"/.exec(tag)?.[1] ?? ''] as const,
    )
    const answer = await app.inject({
      method: 'POST',
      url: /<form action="([^"]*)"/.exec(page.body)?.[1] ?? '',
      headers: { ...html, 'content-type': 'application/x-www-form-urlencoded', cookie: cookies.header() },
      payload: new URLSearchParams({ ...Object.fromEntries(fields), ...filled }).toString(),
    })
    cookies.keep(answer.headers['set-cookie'])
    return answer
  }
  const first = (to = '', email = 'user@alpha.test') =>
    submit(`/users/login${to}`, { 'data[User][email]': email, 'data[User][password]': password })
  /** Another method with everything that POST would need, in the address and in the body. */
  const smuggle = (method: (typeof others)[number], url: string, otp: string) => {
    const payload = new URLSearchParams({ 'data[User][otp]': otp }).toString()
    return app.inject({
      method,
      url: `${url}?${payload}`,
      headers: { ...html, cookie: cookies.header(), 'content-type': 'application/x-www-form-urlencoded', 'x-http-method-override': 'POST' },
      ...(method !== 'GET' && method !== 'HEAD' && { payload }),
    })
  }
  return { cookies, get, submit, first, smuggle }
}
/** Whoever has no device of his own is mailed a code. */
const mailed = 'user@beta.test'
const pathOf = (location: unknown) => String(location).replace(world.env.BASE_URL, '')

describe('by key, on the wire', () => {
  const call = async (method: 'GET' | 'POST' | 'DELETE', url: string, who: 'sync' | 'admin' = 'sync', payload?: object) =>
    app.inject({ method, url, headers: { authorization: world.keys.get(who), accept: 'application/json' }, ...(payload && { payload }) })

  it('they are set up, listed and taken away', async () => {
    const { secret } = (await call('GET', '/users/totp_new')).json<{ secret: string }>()
    expect((await call('POST', '/users/totp_new', 'sync', { User: { otp: '000000' } })).statusCode).toBe(403)
    const made = await call('POST', '/users/totp_new', 'sync', { User: { otp: codeNow(world, 0, secret) } })
    expect(made.json()).toMatchObject({ counter: 0, codes: expect.any(Array) })
    expect((await call('GET', '/users/hotp')).json()).toEqual(made.json())
    expect((await call('GET', '/users/view/me')).json()).toMatchObject({ User: { totp: '*****', totp_is_set: '1', hotp_counter: '0' } })
    expect((await call('DELETE', '/users/totp_delete/5')).statusCode).toBe(403)
    expect((await call('DELETE', '/users/totp_delete/5', 'admin')).json()).toMatchObject({
      saved: true,
      message: 'User TOTP deleted.',
      id: '5',
    })
    expect((await call('GET', '/users/view/me')).json()).toMatchObject({ User: { totp: '*****', totp_is_set: '0', hotp_counter: null } })
    expect((await call('POST', '/users/totp_delete/999', 'admin')).statusCode).toBe(404)
  })

  it('they are refused to everybody where they are turned off', async () => {
    await world.ask('admin', 'settings.edit', { id: 'Security.otp_disabled', value: true })
    for (const url of ['/users/totp_new', '/users/hotp']) expect((await call('GET', url, 'admin')).statusCode).toBe(403)
    expect((await call('POST', '/users/totp_delete/5', 'admin')).statusCode).toBe(403)
    await world.ask('admin', 'settings.edit', { id: 'Security.otp_disabled', value: null })
  })
})

describe('the second step', () => {
  it('follows the password, and ends where the first one was going', async () => {
    const { cookies, first, submit, get } = script()
    const answer = await first(`?to=${encodeURIComponent('/app/users?search=x')}`)
    expect([answer.statusCode, pathOf(answer.headers.location)]).toEqual([
      302,
      `/users/otp?to=${encodeURIComponent('/app/users?search=x')}`,
    ])
    expect(cookies.names()).toEqual(['reeve-form', 'reeve-otp'])
    expect((await get('/users/view/me.json')).statusCode).toBe(403)
    const page = await get(pathOf(answer.headers.location))
    expect(page.body.match(/<form/g)).toHaveLength(1)
    expect(page.body).not.toContain('<script')
    const done = await submit(pathOf(answer.headers.location), { 'data[User][otp]': codeNow(world) })
    expect([done.statusCode, pathOf(done.headers.location)]).toEqual([302, '/app/users?search=x'])
    expect(cookies.names()).toEqual([`MISP-${world.system.instance.uuid}`, 'reeve-form'])
    expect((await get('/users/view/me.json')).json()).toMatchObject({ User: { email: 'user@alpha.test', totp_is_set: '1', totp: '*****' } })
  })

  it('answers a wrong code with itself and 200', async () => {
    const { first, submit } = script()
    await first()
    const answer = await submit('/users/otp', { 'data[User][otp]': '000000' })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toMatch(/role="alert">This code is not the right one/)
    expect(answer.body).toContain('action="/users/otp"')
  })

  it('leads back to the first one without it, and says so when its proof is none', async () => {
    const { get, cookies, submit } = script()
    const answer = await get('/users/otp')
    expect([answer.statusCode, pathOf(answer.headers.location)]).toEqual([302, '/users/login'])
    cookies.keep('reeve-otp=sealed:AAAA')
    const refused = await submit('/users/otp', { 'data[User][otp]': codeNow(world) })
    expect(refused.body).toMatch(/role="alert">This took too long/)
    expect(refused.body).toContain('action="/users/login"')
  })

  it.each(others)('security 1: %s does not reach the code', async (method) => {
    const { first, smuggle } = script()
    await first()
    const answer = await smuggle(method, '/users/otp', codeNow(world, 1))
    expect([200, 302, 404, 405]).toContain(answer.statusCode)
    expect(String(answer.headers['set-cookie'] ?? '')).not.toContain('MISP-')
  })

  it('is refused with a token of its own making', async () => {
    const { first, submit, cookies } = script()
    await first()
    const answer = await submit('/users/otp', { 'data[_Token][key]': 'x'.repeat(43), 'data[User][otp]': codeNow(world, 1) })
    expect(answer.statusCode).toBe(400)
    expect(cookies.names()).not.toContain(`MISP-${world.system.instance.uuid}`)
  })
})

describe('the second step by mail', () => {
  const set = (id: string, value: unknown) => world.ask('admin', 'settings.edit', { id, value })
  beforeAll(async () => {
    await world.ask('admin', 'users.edit', { id: 7, password, change_pw: false })
    await set('Mail.host', 'mail.invalid')
    await set('MISP.email', 'reeve@instance.test')
    await set('Security.email_otp_enabled', true)
  })
  afterEach(() => world.system.db.counter.deleteMany())

  it('follows the password, asks for the code that was mailed, and ends where the first one was going', async () => {
    const { cookies, first, submit, get } = script()
    const answer = await first(`?to=${encodeURIComponent('/app/users')}`, mailed)
    expect([answer.statusCode, pathOf(answer.headers.location)]).toEqual([302, `/users/email_otp?to=${encodeURIComponent('/app/users')}`])
    expect(cookies.names()).toEqual(['reeve-form', 'reeve-otp'])
    const page = await get(pathOf(answer.headers.location))
    expect([page.body.match(/<form/g)?.length, page.body.includes('<script'), page.body.includes('6 digits')]).toEqual([1, false, true])
    const wrong = await submit('/users/email_otp', { 'data[User][otp]': '000000' })
    expect([wrong.statusCode, wrong.body]).toEqual([200, expect.stringMatching(/role="alert">This code is not the right one/)])
    const done = await submit(pathOf(answer.headers.location), { 'data[User][otp]': await codeInMail(world) })
    expect([done.statusCode, pathOf(done.headers.location)]).toEqual([302, '/app/users'])
    expect((await get('/users/view/me.json')).json()).toMatchObject({ User: { email: mailed } })
  })

  it('sends another one when it is asked to', async () => {
    const { first, submit } = script()
    await first('', mailed)
    const before = await codeInMail(world)
    const answer = await submit('/users/email_otp', { 'data[User][again]': '1' })
    expect([answer.statusCode, answer.body]).toEqual([200, expect.stringMatching(/role="status">Another code was sent/)])
    expect((await submit('/users/email_otp', { 'data[User][otp]': before })).statusCode).toBe(200)
    expect((await submit('/users/email_otp', { 'data[User][otp]': await codeInMail(world) })).statusCode).toBe(302)
  })

  it('leads back to the first one without its proof', async () => {
    const { get } = script()
    const answer = await get('/users/email_otp')
    expect([answer.statusCode, pathOf(answer.headers.location)]).toEqual([302, '/users/login'])
  })

  it.each(others)('security 1: %s does not reach the code', async (method) => {
    const { first, smuggle } = script()
    await first('', mailed)
    const answer = await smuggle(method, '/users/email_otp', await codeInMail(world))
    expect([200, 302, 404, 405]).toContain(answer.statusCode)
    expect(String(answer.headers['set-cookie'] ?? '')).not.toContain('MISP-')
    expect(await world.system.db.mailedCode.count()).toBeGreaterThan(0)
  })

  it('says where no mail can leave, above the form', async () => {
    await set('Mail.host', null)
    const { submit } = script()
    const answer = await submit('/users/login', { 'data[User][email]': mailed, 'data[User][password]': password })
    expect([answer.statusCode, answer.body]).toEqual([200, expect.stringMatching(/role="alert">Signing in needs a code.*No mail server/)])
  })
})
