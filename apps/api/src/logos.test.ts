import { expect, it } from 'vitest'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { apiOver } from './testing/apiOver.ts'

/** One red point. */
const point = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=='
const { world, app } = await apiOver(scene())
await world.ask('admin', 'logos.set', { id: 2, image: point })
const get = (url: string, headers: Record<string, string | undefined> = { authorization: world.keys.get('user') }) =>
  app.inject({ method: 'GET', url, headers })

it.each(['2', 'Org%20Alpha', 'Org Alpha'])(
  'the logo of an organisation is at /img/orgs/%s.png, with headers that let nothing run',
  async (name) => {
    const answer = await get(`/img/orgs/${encodeURI(decodeURI(name))}.png`)
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['x-content-type-options']]).toEqual([
      200,
      'image/png',
      'nosniff',
    ])
    expect(answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox")
    expect(answer.rawPayload.toString('latin1', 1, 4)).toBe('PNG')
  },
)

it('is not sent again to who has it', async () => {
  const { headers } = await get('/img/orgs/2.png')
  const again = await get('/img/orgs/2.png', { authorization: world.keys.get('user'), 'if-none-match': String(headers.etag) })
  expect([again.statusCode, again.body]).toEqual([304, ''])
})

it.each([
  ['without a key', '/img/orgs/2.png', 401, {}],
  ['of who has none', '/img/orgs/3.png', 404, undefined],
  ['of nobody', '/img/orgs/999.png', 404, undefined],
  ['as SVG', '/img/orgs/2.svg', 404, undefined],
  ['from outside the folder', '/img/orgs/..%2F..%2Fetc%2Fpasswd.png', 404, undefined],
])('is not there %s', async (_, url, status, headers) => {
  expect((await get(url, headers)).statusCode).toBe(status)
})
