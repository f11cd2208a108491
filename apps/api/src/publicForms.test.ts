import { jobs } from '@reeve/core/jobs'
import { beforeEach, describe, expect, it } from 'vitest'
import { perform } from '../../../packages/core/src/background/jobs/perform.ts'
import { mailScene } from '../../../packages/core/src/testing/mailScene.ts'
import { apiOver } from './testing/apiOver.ts'

const { world, app } = await apiOver(mailScene())
await world.set({ 'Security.allow_password_forgotten': true, 'MISP.baseurl': 'https://misp.test' })
beforeEach(() => world.sink.got.splice(0))

const json = { accept: 'application/json', 'content-type': 'application/json' }
const post = (url: string, payload: object) => app.inject({ method: 'POST', url, headers: json, payload })
/** Performs what waits, and what comes of it. */
const work = async () => {
  for (;;) {
    const waiting = await world.system.db.job.findMany({ where: { status: 'waiting' } })
    if (waiting.length === 0) return
    for (const { id, round } of waiting) await perform(world.system, { id, round }, { jobs })
  }
}
/** The link of the only mail that was sent. */
const linkIn = () => {
  const text = String(world.sink.got[0]?.raw).replaceAll('=\r\n', '').replaceAll('=3D', '=')
  return /https:\/\/misp\.test(\/users\/password_reset\/\S+)/.exec(text)?.[1] ?? ''
}
const linkFor = async (email: string) => {
  await post('/users/forgot', { email })
  await work()
  return linkIn()
}

describe('a forgotten password', () => {
  it('is asked for in one and the same way, whether or not there is such an account', async () => {
    const [known, unknown] = [
      await post('/users/forgot', { email: 'user@alpha.test' }),
      await post('/users/forgot', { email: 'nobody@alpha.test' }),
    ]
    expect(known.json()).toMatchObject({ saved: true, success: true })
    expect(unknown.body).toBe(known.body)
    // Nothing is looked up before the answer: the same job waits for either address, and no mail yet.
    const waiting = await world.system.db.job.findMany({ where: { status: 'waiting' } })
    expect(waiting.map(({ job_type }) => job_type)).toEqual(['password_link', 'password_link'])
    expect(await world.system.db.mail.count({ where: { kind: 'forgotten' } })).toBe(0)
    await work()
    expect(world.sink.got.map(({ to }) => to)).toEqual(['user@alpha.test'])
    expect((await world.logs({ action: 'forgot' })).map(({ title, email }) => [title, email])).toEqual([
      ['Password reset requested for: user@alpha.test', 'SYSTEM'],
      ['Password reset requested for: nobody@alpha.test', 'SYSTEM'],
    ])
  })

  it('security 2: a link works once, also for fifty at the same time', async () => {
    const link = await linkFor('user@beta.test')
    for (const password of ['', '*****', undefined]) expect((await post(link, { password })).statusCode).toBe(403)
    expect(await world.logs({ action: 'password_reset' })).toHaveLength(0)
    const tries = await Promise.all(Array.from({ length: 50 }, (_, n) => post(link, { password: `Correct horse ${n}` })))
    expect(tries.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect(new Set(tries.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 405]))
    expect(await world.logs({ action: 'password_reset' })).toHaveLength(1)
  })

  it('leads to the form and on without JavaScript', async () => {
    const link = await linkFor('publisher@alpha.test')
    const open = () => app.inject({ url: link, headers: { accept: 'text/html' } })
    const page = await open()
    expect(page.body).toContain('At least 12 characters, with upper-case')
    const token = /name="data\[_Token\]\[key\]" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const cookie = [page.headers['set-cookie']].flat().join().split(';')[0] ?? ''
    const send = (password: string, again: string) =>
      app.inject({
        method: 'POST',
        url: link,
        headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', cookie },
        payload: new URLSearchParams({
          'data[_Token][key]': token,
          'data[User][password]': password,
          'data[User][confirm_password]': again,
        }).toString(),
      })
    expect((await send('Correct horse 12', 'Correct horse 13')).body).toContain('the values match')
    expect((await send('short', 'short')).body).toContain('length requirement')
    expect((await send('Correct horse 12', 'Correct horse 12')).body).toContain('The new password holds from now on.')
    expect((await send('Correct horse 12', 'Correct horse 12')).body).toContain('This link has been used')
    expect((await open()).body).toMatch(/role="alert">This link has been used.*action="\/users\/forgot"/s)
    const user = await world.system.db.user.findUniqueOrThrow({ where: { email: 'publisher@alpha.test' } })
    expect(await world.system.ports.hash.verify(user.password, 'Correct horse 12')).toBe(true)
  })

  it('ends after ten minutes, and is no link for anything else', async () => {
    const link = await linkFor('sync@alpha.test')
    world.clock.at = new Date(Date.now() + 601_000)
    expect((await post(link, { password: 'Correct horse 14' })).statusCode).toBe(405)
    delete world.clock.at
    expect((await post('/users/password_reset/nonsense', { password: 'Correct horse 14' })).statusCode).toBe(405)
  })

  it('sends nothing to the disabled, and refuses all when it or mail is turned off', async () => {
    const { id } = await world.system.db.user.findUniqueOrThrow({ where: { email: 'readonly@alpha.test' } })
    await world.ask('admin', 'users.edit', { id, disabled: true })
    expect(await linkFor('readonly@alpha.test')).toBe('')
    await world.set({ 'MISP.disable_emailing': true })
    expect((await post('/users/forgot', { email: 'user@alpha.test' })).json()).toMatchObject({ saved: false })
    await world.set({ 'MISP.disable_emailing': null, 'Security.allow_password_forgotten': null })
    expect((await post('/users/forgot', { email: 'user@alpha.test' })).statusCode).toBe(403)
    expect((await app.inject({ url: '/users/forgot', headers: { accept: 'text/html' } })).statusCode).toBe(302)
  })
})

describe('a request for an account', () => {
  const page = () => app.inject({ url: '/users/register', headers: { accept: 'text/html' } })

  it('has its form only while it is turned on', async () => {
    expect((await page()).statusCode).toBe(302)
    await world.set({ 'Security.allow_self_registration': true, 'Security.self_registration_message': 'Welcome, <stranger>.' })
    expect((await app.inject({ url: '/users/login', headers: { accept: 'text/html' } })).body).toContain('/users/register')
    const shown = await page()
    expect(shown.statusCode).toBe(200)
    expect(shown.body).toContain('Welcome, &#60;stranger&#62;.')
  })

  it('reaches the inbox without JavaScript, and says what is wrong', async () => {
    const form = await page()
    const token = /name="data\[_Token\]\[key\]" value="([^"]+)"/.exec(form.body)?.[1] ?? ''
    const cookie = [form.headers['set-cookie']].flat().join().split(';')[0] ?? ''
    const send = (email: string) =>
      app.inject({
        method: 'POST',
        url: '/users/register',
        headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', cookie },
        payload: new URLSearchParams({
          'data[_Token][key]': token,
          'data[User][email]': email,
          'data[User][org_name]': 'New Org',
        }).toString(),
      })
    expect((await send('nonsense')).body).toContain('role="alert"')
    expect((await send('stranger@new.test')).body).toContain('Your request was sent')
    const { rows } = await world.ask<{ rows: object[] }>('admin', 'registrations.list', {})
    expect(rows).toMatchObject([{ email: 'stranger@new.test', org_name: 'New Org' }])
  })
})
