import { describe, expect, it } from 'vitest'
import { ask } from '../../../packages/core/src/ask.ts'
import { openSystem } from '../../../packages/core/src/system.ts'
import { scene } from '../../../packages/core/src/testing/scene.ts'
import { apiOver } from './testing/apiOver.ts'

const { world, app } = await apiOver(scene())

const limitTo = (rate_limit_count: number) => world.ask('admin', 'roles.edit', { id: 3, enforce_rate_limit: true, rate_limit_count })
const call = (url: string, authorization = world.keys.get('user') ?? '') => app.inject({ url, headers: { authorization } })
const told = ({ statusCode, headers }: Awaited<ReturnType<typeof call>>) => [
  statusCode,
  headers['x-rate-limit-limit'],
  headers['x-rate-limit-remaining'],
]

describe('the rate limit of a role', () => {
  it('counts lists and exports of a user, whichever key he uses, and says what is left', async () => {
    const other = (await world.ask('user', 'authKeys.add')).authkey_raw
    await limitTo(3)
    const first = await call('/api/organisations')
    expect(told(first)).toEqual([200, '3', '2'])
    expect(Number(first.headers['x-rate-limit-reset'])).toBeGreaterThan(890)
    expect(told(await call('/api/roles/export'))).toEqual([200, '3', '1'])
    expect(told(await call('/api/roles', String(other)))).toEqual([200, '3', '0'])
    const refused = await call('/api/roles')
    expect(told(refused)).toEqual([429, '3', '0'])
    expect(refused.headers['retry-after']).toBe(refused.headers['x-rate-limit-reset'])
    expect(refused.json()).toMatchObject({ error: 'busy', message: 'Rate limit exceeded.' })
  })

  it('is counted for all processes together', async () => {
    const second = await openSystem(world.env, { log: world.system.log, ports: world.system.ports, connections: 2 })
    await expect(ask(second, await world.as('user'), 'roles.list', {})).rejects.toMatchObject({ kind: 'busy' })
    await second.close()
  })

  it('leaves alone single rows, changes, the wire, browsers and other roles', async () => {
    for (const url of ['/api/users/me', '/api/roles/3', '/roles/index.json', '/users/view/me.json'])
      expect(told(await call(url)), url).toEqual([200, undefined, undefined])
    expect(told(await call('/api/roles', world.keys.get('publisher')))).toEqual([200, undefined, undefined])
    const actor = await world.as('user')
    const inBrowser = { ...actor, from: { ...actor.from, way: 'session' as const } }
    await expect(ask(world.system, inBrowser, 'roles.list', {})).resolves.toBeDefined()
  })

  it('begins anew after its quarter of an hour', async () => {
    await world.system.db.counter.updateMany({ data: { expires: new Date(Date.now() - 1000) } })
    expect(told(await call('/api/roles'))).toEqual([200, '3', '2'])
  })

  it('of none at all refuses every search', async () => {
    await limitTo(0)
    expect((await call('/api/roles')).json()).toMatchObject({
      error: 'forbidden',
      message: expect.stringMatching(/not allowed for this role/),
    })
  })
})
