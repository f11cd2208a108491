import { Failure } from '@reeve/contract/inputs/failure'
import { describe, expect, it } from 'vitest'
import { bindingOf, bindings } from '../bindings.ts'
import { bare, type Call, callOf } from './call.ts'
import { description, mannerOf, type RefusalContext } from './dialect.ts'
import { refused } from './refuse.ts'
import { bodyOf, dt, filtersOf, present, unix, unixOrZero, worded } from './wireValues.ts'

const call = (method: string, url: string, body?: unknown): Call => callOf({ method, url, accept: 'application/json', body })
const spot = (method: string, url: string, body?: unknown): RefusalContext => {
  const made = call(method, url, body)
  const binding = bindingOf(made)
  if (!binding) throw new Error(`Nothing answers ${url}.`)
  return { call: made, binding }
}
const failing = (kind: Failure['kind'], method: string, url: string, more: ConstructorParameters<typeof Failure>[2] = {}) =>
  refused(kind, new Failure(kind, 'Something <is> wrong.', more), spot(method, url))

describe('what is said', () => {
  it.each<[string, unknown]>([
    ['bare', { email: 'a' }],
    ['in its model', { User: { email: 'a' } }],
    ['in request', { request: { email: 'a' } }],
    ['in request and model', { request: { User: { email: 'a' } } }],
  ])('%s', (_, body) => expect({ ...bodyOf({ body }, 'User') }).toEqual({ email: 'a' }))

  it.each([[undefined], [null], ['text'], [7], [[{ email: 'a' }]], [{}]])('%j says nothing', (body) =>
    expect({ ...bodyOf({ body }, 'User') }).toEqual({}),
  )

  it('takes a model that is no object for a field, and a prototype for a name', () => {
    expect({ ...bodyOf({ body: { User: ['a'] } }, 'User') }).toEqual({ User: ['a'] })
    const body: unknown = JSON.parse('{"__proto__": {"admin": true}, "email": "a"}')
    const fields = bodyOf({ body }, 'User')
    expect(Object.keys(fields)).toEqual(['__proto__', 'email'])
    expect(fields.admin).toBeUndefined()
  })

  it('drops null where it says nothing', () =>
    expect({
      ...present(
        bare([
          ['a', null],
          ['b', 0],
        ]),
      ),
    }).toEqual({ b: 0 }))

  it('prefers the address to the body and the body to the query string', () => {
    const made = call('POST', '/logs/index/title:a||%20b/org:x;y?title=c&email=d&ip=e', { title: 'f', email: 'g', change: null })
    expect({ ...filtersOf(made, 'Log', ['title', 'org', 'email', 'ip', 'change', 'model']) }).toEqual({
      title: ['a', 'b'],
      org: 'x:y',
      email: 'g',
      ip: 'e',
    })
  })
})

describe('how values are worded', () => {
  const iso = '2026-07-24T22:30:05.123Z'
  it.each([
    ['UTC', '2026-07-24 22:30:05'],
    ['Europe/Luxembourg', '2026-07-25 00:30:05'],
    ['America/New_York', '2026-07-24 18:30:05'],
  ])('a time in %s', (zone, expected) => expect(dt(iso, { zone })).toBe(expected))

  it('midnight is hour 00', () => expect(dt('2026-01-01T23:00:00.000Z', { zone: 'Europe/Luxembourg' })).toBe('2026-01-02 00:00:00'))
  it('unix seconds are text, and nothing is null or "0"', () => {
    const at = { zone: 'UTC' }
    expect([unix(iso, at), unix(null, at), unixOrZero(null, at)]).toEqual(['1784932205', null, '0'])
  })
  it('numbers are text, booleans and null as they are, and only the named fields show, in their order', () => {
    const row = { id: 7, secret: 'x', on: true, none: null, list: [1, 'a'], made: iso }
    const shown = worded(row, ['made', 'id', 'on', 'none', 'list'], { made: unix }, { zone: 'UTC' })
    expect(Object.entries(shown)).toEqual([
      ['made', '1784932205'],
      ['id', '7'],
      ['on', true],
      ['none', null],
      ['list', ['1', 'a']],
    ])
  })
})

describe('what a method means', () => {
  it.each<[string, string, boolean, string]>([
    ['DELETE', '/users/view/me', true, 'ask'],
    ['OPTIONS', '/roles/index', false, 'ask'],
    ['GET', '/admin/users/add', true, 'describe'],
    ['HEAD', '/admin/roles/edit/1', true, 'describe'],
    ['GET', '/users/change_pw', true, 'describe'],
    ['PUT', '/admin/users/edit/1', false, 'ask'],
    ['DELETE', '/admin/users/edit/1', true, 'refuse'],
    ['GET', '/admin/users/delete/1', true, 'refuse'],
    ['DELETE', '/admin/users/delete/1', true, 'ask'],
    ['OPTIONS', '/admin/users/delete/1', true, 'refuse'],
    ['GET', '/users/resetauthkey/me', true, 'refuse'],
    ['GET', '/users/logout', true, 'ask'],
    ['GET', '/users/logout', false, 'refuse'],
    ['GET', '/servers/serverSettingsEdit/MISP.org', false, 'ask'],
  ])('%s %s, by key: %s', (method, url, byKey, options) => expect(mannerOf(spot(method, url).binding, method, byKey)).toBe(options))

  it('only the addresses listed in the README change something on GET', () => {
    const changing = bindings.filter((binding) => binding.more.alsoGet).map(({ place }) => place.url)
    expect(changing).toEqual(['/logs/pruneUpdateLogs', '/users/logout'])
  })
})

describe('refusals', () => {
  it('repeat the address that was called, escaped', () => {
    const { status, value, style } = failing('notFound', 'GET', "/admin/users/view/9/x:'a'?q=<b>")
    expect({ status, value, style }).toEqual({
      status: 404,
      style: 'escaped',
      value: { name: 'Invalid user', message: 'Invalid user', url: '/admin/users/view/9/x:&#039;a&#039;?q=&lt;b&gt;' },
    })
  })
  it.each<[Failure['kind'], string, string, object, number, unknown]>([
    [
      'invalid',
      'POST',
      '/admin/users/add',
      { fields: { email: ['Mandatory field not set.'] } },
      403,
      {
        saved: false,
        name: 'Could not add User',
        message: 'Could not add User',
        url: '/admin/users/add',
        errors: { email: 'Mandatory field not set.' },
      },
    ],
    [
      'invalid',
      'POST',
      '/admin/users/edit/3',
      { fields: { email: ['Taken.'] } },
      403,
      {
        saved: false,
        name: 'Could not edit User',
        message: 'Could not edit User',
        url: '/admin/users/edit/3',
        errors: { email: ['Taken.'] },
        id: '3',
      },
    ],
    [
      'invalid',
      'POST',
      '/admin/users/add',
      { fields: { org_id: ['Invalid organisation'] } },
      403,
      expect.objectContaining({ errors: ['Invalid organisation'] }),
    ],
    [
      'invalid',
      'POST',
      '/admin/users/add',
      { fields: { role_id: ['Invalid role'] } },
      405,
      expect.objectContaining({ message: 'Invalid role' }),
    ],
    [
      'invalid',
      'POST',
      '/auth_keys/add/9',
      { fields: { user_id: ['x'] } },
      403,
      {
        saved: false,
        name: 'Could not add auth_key',
        message: 'Could not add auth_key',
        url: '/auth_keys/add',
        errors: { user_id: ['x'] },
      },
    ],
    ['invalid', 'POST', '/logs/index', {}, 400, expect.objectContaining({ message: 'Something &lt;is&gt; wrong.' })],
    [
      'conflict',
      'POST',
      '/admin/roles/delete/7',
      {},
      403,
      {
        saved: false,
        name: 'Could not delete Role',
        message: 'Could not delete Role',
        url: '/roles/delete/7',
        errors: 'Something <is> wrong.',
        id: 7,
      },
    ],
    ['conflict', 'POST', '/admin/organisations/delete/7', {}, 403, expect.objectContaining({ errors: ['Something <is> wrong.'], id: '7' })],
    [
      'forbidden',
      'POST',
      '/admin/users/add',
      {},
      403,
      expect.objectContaining({ message: 'You do not have permission to use this functionality.' }),
    ],
    [
      'forbidden',
      'POST',
      '/admin/users/add',
      { data: { role: 1 } },
      500,
      expect.objectContaining({ message: 'Something &lt;is&gt; wrong.' }),
    ],
    [
      'notFound',
      'GET',
      '/servers/getSetting/MISP.nosuch',
      {},
      404,
      expect.objectContaining({ message: 'Setting MISP.nosuch is invalid.' }),
    ],
    ['notFound', 'GET', '/servers/getSetting/Security.salt', {}, 403, expect.objectContaining({ message: 'This setting is redacted.' })],
    ['notFound', 'POST', '/users/resetauthkey/9', {}, 405, expect.objectContaining({ message: 'Invalid user.' })],
    ['busy', 'GET', '/roles/index', {}, 429, expect.objectContaining({ message: 'Rate limit exceeded.' })],
    ['upstream', 'GET', '/roles/index', {}, 500, expect.objectContaining({ message: 'Something &lt;is&gt; wrong.' })],
    ['broken', 'GET', '/roles/index', {}, 500, expect.objectContaining({ message: 'An Internal Error Has Occurred.' })],
  ])('%s at %s %s %j', (kind, method, url, more, status, value) => {
    const refusal = failing(kind, method, url, more)
    expect(refusal.status).toBe(status)
    expect(refusal.value).toEqual(value)
  })
})

it('describes what may be said, from the operation itself', () => {
  const told = description(spot('GET', '/admin/users/add').binding)
  expect(told).toMatchObject({ name: '/admin/users/add API description', url: '/admin/users/add', mandatory_fields: ['email'] })
  expect(told.optional_fields).toContain('role_id')
  expect(description(spot('GET', '/admin/users/edit/3').binding).optional_fields).not.toContain('version')
})

it('answers each address by one binding, or by bindings that say for which calls', () => {
  for (const [index, { place, more }] of bindings.entries()) {
    const earlier = bindings.slice(0, index).filter((other) => other.place.key === place.key)
    expect(earlier.every((other) => other.more.when !== undefined) && (more.when !== undefined || earlier.length < 2), place.url).toBe(true)
  }
})
