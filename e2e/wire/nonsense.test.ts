import { bindings } from '@reeve/wire/bindings'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type World, worldOf } from './world.ts'

let world: World
beforeAll(async () => {
  world = await worldOf(true)
})
afterAll(() => world.close())

const ids = [
  '',
  'me',
  '0',
  '-1',
  '1e3',
  '99999999999999999999',
  '%00',
  "'%22%3B--",
  'ä',
  '__proto__',
  'x'.repeat(2000),
  '..%2F..',
  '3.json',
  'limit:x',
  'page:-1',
  'created:nonsense',
  'id[]:x',
]
const values: unknown[] = [null, true, -1, 1e300, '', '\u0000', '\uD800', 'x'.repeat(70_000), [], [[]], {}, { $ne: 1 }, ['a', { b: 1 }]]
const names = [
  'email',
  'name',
  'org_id',
  'role_id',
  'password',
  'nids_sid',
  'expiration',
  'allowed_ips',
  'permission',
  'value',
  'uuid',
  'read_only',
  'comment',
  'title',
  'created',
  'limit',
  'page',
  'restricted_to_domain',
  'gpgkey',
  '__proto__',
  'constructor',
]
const bodies = values.flatMap((value) => [JSON.stringify(value), JSON.stringify(Object.fromEntries(names.map((name) => [name, value])))])
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'] as const

/** Everything an address may be followed by, and everything a body may be; the admin himself is left alone. */
const calls = bindings.flatMap(({ place: { url } }) => {
  const [key, other] = [url.replace(/\/index$/, ''), '/3']
  return [
    ...ids.map((id) => ({ url: `${url}/${id}`, payload: '{}' })),
    ...bodies.flatMap((payload) => [
      { url: key, payload },
      { url: `${url}${other}`, payload },
    ]),
  ]
})

/** A fresh key ends the one it was asked with: that address is tried by somebody else. */
const keyFor = (url: string) => world.keys.get(url.includes('resetauthkey') ? 'orgadmin' : 'admin') ?? ''

it('no nonsense breaks anything', async () => {
  const broken: string[] = []
  for (const [index, { url, payload }] of calls.entries()) {
    const method = methods[index % methods.length] ?? 'GET'
    // Each body goes out as a POST at least once.
    for (const sent of new Set(['POST', method] as const)) {
      const headers = {
        host: '127.0.0.1',
        accept: index % 7 === 0 ? 'application/xml' : 'application/json',
        authorization: keyFor(url),
        'content-type': 'application/json',
      }
      const { statusCode, headers: told } = await world.app.inject({
        method: sent,
        url,
        headers,
        ...(sent !== 'GET' && sent !== 'HEAD' && { payload }),
      })
      if (statusCode >= 500 || told.location !== undefined)
        broken.push(`${statusCode} ${sent} ${url.slice(0, 100)} ${payload.slice(0, 60)}`)
    }
  }
  expect(broken).toEqual([])
  expect(Object.keys(Object.prototype)).toEqual([])
  const me = await world.app.inject({
    url: '/users/view/me',
    headers: { host: '127.0.0.1', accept: 'application/json', authorization: world.keys.get('admin') ?? '' },
  })
  expect(me.statusCode).toBe(200)
}, 120_000)
