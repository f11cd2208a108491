import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type World, worldOf } from './world.ts'

let world: World
beforeAll(async () => {
  world = await worldOf(true)
  for (const [id, value] of [
    ['Mail.host', 'mail.invalid'],
    ['MISP.email', 'reeve@instance.test'],
  ])
    await world.ask('settings.edit', { id, value })
})
afterAll(() => world.close())

type More = { as?: string; method?: 'GET' | 'POST'; body?: object }
const ask = async (url: string, { as = 'admin', method = 'POST', body = {} }: More = {}) => {
  const answer = await world.app.inject({
    method,
    url,
    headers: { host: '127.0.0.1', accept: 'application/json', authorization: world.keys.get(as) ?? '' },
    ...(method === 'POST' && { payload: body }),
  })
  return { status: answer.statusCode, headers: answer.headers, value: answer.json<Record<string, unknown>>() }
}
const setting = (name: string, body: object) => ask(`/servers/serverSettingsEdit/${name}`, { body })

describe('the form that contacts users', () => {
  it('takes empty lists of recipients for none chosen', async () => {
    const form = { recipient: '1', recipientEmailList: '', orgNameList: '', action: '0', subject: 'Hello', message: 'World' }
    expect(await ask('/admin/users/email', { body: { User: form } })).toMatchObject({ status: 200, value: { count: expect.any(Number) } })
  })
})

describe('a request for API access', () => {
  it('is mailed to the org admin, and only asked for by POST', async () => {
    expect((await ask('/users/request_API', { as: 'user', method: 'GET' })).status).toBe(405)
    const { status, value } = await ask('/users/request_API', { as: 'user' })
    expect([status, value]).toEqual([200, { saved: true, success: 'API access requested.' }])
    const mail = await world.scene.system.db.mail.findFirstOrThrow({ orderBy: { id: 'desc' } })
    expect(mail).toMatchObject({ recipient: 'orgadmin@alpha.test', subject: 'Request for API access: user@alpha.test' })
  })

  it('goes to the first site admin where there is no org admin, and three times a day at most', async () => {
    await world.ask('users.edit', { id: 2, disabled: true })
    for (const saved of [true, true, false]) expect((await ask('/users/request_API', { as: 'user' })).value).toMatchObject({ saved })
    const mail = await world.scene.system.db.mail.findFirstOrThrow({ orderBy: { id: 'desc' } })
    expect(mail.recipient).toBe('admin@admin.test')
    await world.ask('users.edit', { id: 2, disabled: false })
  })
})

describe('settings', () => {
  it.each(['MISP.contact', 'MISP.org', 'MISP.email_reply_to'])('%s takes an empty text only where it is forced', async (name) => {
    expect(await setting(name, { value: ' ' })).toMatchObject({ status: 403, value: { errors: 'Value not set.' } })
    expect(await setting(name, { value: '', force: 0 })).toMatchObject({ status: 403 })
    expect(await setting(name, { value: '', force: 1 })).toMatchObject({ status: 200 })
  })

  it.each([
    ['debug', 1],
    ['MISP.live', false],
    ['MISP.unpublishedprivate', true],
  ])('%s is kept and answered', async (name, value) => {
    expect(await setting(name, { value, force: 1 })).toMatchObject({ status: 200 })
    expect(await ask(`/servers/getSetting/${name}`, { method: 'GET' })).toMatchObject({ status: 200, value: { value, name } })
  })

  it('MISP.title_text names the service in the title of a page', async () => {
    await setting('MISP.title_text', { value: 'Golden <MISP>' })
    const { body } = await world.app.inject({ url: '/users/login', headers: { accept: 'text/html' } })
    expect(body).toContain('<title>Sign in · Golden &#60;MISP&#62;</title>')
  })
})

describe('users', () => {
  const certif_public = '-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----'
  it.each([
    ['/admin/users/add', { email: 'smime@alpha.test', org_id: 2, role_id: 3 }],
    ['/admin/users/edit/3', {}],
  ])('%s refuses what is no certificate', async (url, fields) => {
    const { status, value } = await ask(url, { body: { ...fields, certif_public } })
    expect([status, value.errors]).toEqual([403, { certif_public: [expect.stringContaining('no X.509 certificate')] }])
  })

  it('are called default in X-Username while advanced keys are off', async () => {
    const named = async () => (await ask('/users/view/me', { method: 'GET' })).headers['x-username']
    await world.ask('settings.edit', { id: 'Security.username_in_response_header', value: true })
    expect(await named()).toMatch(/^admin@admin\.test\/API\/\d+$/)
    await world.ask('settings.edit', { id: 'Security.advanced_authkeys', value: false })
    expect(await named()).toBe('admin@admin.test/API/default')
    await world.ask('settings.edit', { id: 'Security.advanced_authkeys', value: null })
  })

  it('that ask for an account without a message have an empty one', async () => {
    await world.ask('settings.edit', { id: 'Security.allow_self_registration', value: true })
    const { status } = await ask('/users/register', { body: { email: 'new@reg.test' } })
    expect(status).toBe(200)
    const [one] = await world.scene.system.db.inbox.findMany({ orderBy: { id: 'desc' }, take: 1 })
    expect([one?.comment, one?.data]).toEqual(['', { email: 'new@reg.test', message: '' }])
  })
})

describe('what is missing', () => {
  it.each([
    ['/admin/organisations/add', 'name', 'Name cannot be empty.'],
    ['/admin/roles/add', 'name', 'Name cannot be empty.'],
  ])('%s says in words of MISP', async (url, field, text) => {
    expect((await ask(url)).value).toMatchObject({ errors: { [field]: [text] } })
  })
  it.each([
    ['/admin/organisations/add', { name: ['list'] }],
    ['/admin/organisations/add', { name: 'Org', sector: 7 }],
    ['/admin/roles/add', { name: 'Role', permission: {} }],
    ['/admin/users/add', { email: 7 }],
  ])('%s never says in words of the library: %j', async (url, body) => {
    expect(JSON.stringify((await ask(url, { body })).value)).not.toMatch(/Invalid input|expected|received/i)
  })
})

it('a job that did not fail has no error, and answers', async () => {
  const { process_id } = await world.scene.system.db.job.create({ data: { worker: 'default', job_type: 'errand', org_id: 1, user_id: 1 } })
  const { status, value } = await ask(`/jobs/getError/${process_id}`, { method: 'GET' })
  expect([status, value]).toEqual([200, { failed_at: null, exception: '', error: '', backtrace: [] }])
})
