import type { SettingName } from '@reeve/contract/settings/settings'
import { afterEach, describe, expect, it } from 'vitest'
import { scene, type Who } from '../../../packages/core/src/testing/scene.ts'
import { apiOver } from './testing/apiOver.ts'

const set = (name: SettingName, value: unknown) => world.ask('admin', 'settings.edit', { id: name, value })
const names = [
  'MISP.log_paranoid',
  'MISP.log_paranoid_api',
  'MISP.log_paranoid_skip_db',
  'MISP.log_paranoid_include_post_body',
  'MISP.log_paranoid_include_sql_queries',
  'MISP.log_skip_access_logs_in_application_logs',
  'MISP.log_client_ip',
  'Security.user_monitoring_enabled',
] as const satisfies SettingName[]
const { world, app } = await apiOver(scene())
afterEach(async () => {
  for (const name of names) await set(name, null)
  await world.system.pool.query("DELETE FROM access_logs; DELETE FROM logs WHERE action = 'request'")
})

type Sent = { as?: Who; method?: 'GET' | 'POST'; body?: object }
const send = async (url: string, { as = 'admin', method = 'GET', body }: Sent = {}) => {
  const headers = { accept: 'application/json', authorization: world.keys.get(as) ?? '', 'user-agent': 'probe', 'x-request-id': 'r-1' }
  await app.inject({ method, url, headers, ...(body && { payload: body }) })
}
const kept = async () => {
  await world.system.usageWriter.flush()
  return world.system.db.accessLog.findMany({ orderBy: { id: 'asc' } })
}
const noted = () => world.system.db.log.findMany({ where: { action: 'request' } })

describe('the access log', () => {
  it('is empty while nobody wants it', async () => {
    await send('/users/view/me')
    expect(await kept()).toEqual([])
  })

  it('keeps every request, in the words of its surface, and once more in the log', async () => {
    await set('MISP.log_paranoid', true)
    await send('/admin/users/index/searchemail:x')
    await send('/api/roles', { as: 'user' })
    await send('/admin/users/index', { as: 'user' })
    expect(await kept()).toMatchObject([
      {
        user_id: 1,
        org_id: 1,
        request_method: 'GET',
        controller: 'users',
        action: 'admin_index',
        url: '/admin/users/index/searchemail:x',
        response_code: 200,
        user_agent: 'probe',
        request_id: 'r-1',
        ip: null,
        request: null,
        query_log: null,
      },
      { controller: 'roles', action: 'list', url: '/api/roles' },
      { response_code: 403 },
    ])
    expect(await noted()).toMatchObject([
      { title: 'Paranoid log entry', model: 'User', model_id: 1n, change: 'HTTP method: GET\nTarget: /admin/users/index/searchemail:x' },
      {},
      {},
    ])
  })

  it('counts what a request asked of the database, and tells it where that is wanted, without values', async () => {
    await set('MISP.log_paranoid', true)
    await set('MISP.log_paranoid_include_sql_queries', true)
    await send('/admin/users/index/searchemail:very-special')
    await send('/admin/roles/add', { method: 'POST', body: { name: 'Told' } })
    const [asked, changed] = await kept()
    expect(asked?.query_count).toBeGreaterThan(0)
    expect(JSON.stringify(asked?.query_log)).toContain('SELECT')
    expect(JSON.stringify(asked?.query_log)).not.toContain('very-special')
    expect(JSON.stringify(changed?.query_log)).toContain('INSERT')
  })

  it('keeps bodies of changes where that is wanted, secrets masked', async () => {
    await set('MISP.log_paranoid', true)
    await send('/users/change_pw', { as: 'publisher', method: 'POST', body: { User: { password: 'Correct horse 9' } } })
    await set('MISP.log_paranoid_include_post_body', true)
    await send('/users/change_pw', { as: 'publisher', method: 'POST', body: { User: { password: 'Correct horse 10' } } })
    expect((await kept()).map(({ request }) => request)).toEqual([null, '{"User":{"password":"*****"}}'])
    expect((await noted()).at(-1)?.change).toBe('HTTP method: POST\nTarget: /users/change_pw\nRequest body: {"User":{"password":"*****"}}')
    await send('/api/users/import', { method: 'POST', body: { csv: 'email,Kennwort\na@b.test,geheim', dry_run: true } })
    await send('/api/users/import', { method: 'POST', body: { rows: [{ email: 'a@b.test', Kennwort: 'geheim' }], dry_run: true } })
    expect((await kept()).slice(2).map(({ request }) => request)).toEqual(['csv', 'rows'].map((key) => `{"${key}":"*****","dry_run":true}`))
  })

  it('keeps requests by key only, no second row, addresses or nothing at all, as the settings say', async () => {
    await set('MISP.log_paranoid_api', true)
    await set('MISP.log_skip_access_logs_in_application_logs', true)
    await set('MISP.log_client_ip', true)
    await send('/users/view/me')
    expect(await kept()).toMatchObject([{ ip: '127.0.0.1' }])
    expect(await noted()).toEqual([])
    await set('MISP.log_paranoid_skip_db', true)
    await send('/users/view/me')
    expect(await kept()).toHaveLength(1)
  })

  it('keeps all requests of who is watched, with their bodies, and leaves a trace of the watch', async () => {
    const watch = (monitored: boolean) => world.ask('admin', 'accessLogs.monitor', { user_id: 3, monitored })
    await expect(watch(true)).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('turned off') })
    await set('Security.user_monitoring_enabled', true)
    for (const twice of [true, true]) expect(await watch(twice)).toEqual({ user_id: 3, monitored: true })
    await send('/users/view/me', { as: 'publisher' })
    await send('/users/edit', { as: 'user', method: 'POST', body: { contactalert: true } })
    expect(await kept()).toMatchObject([{ user_id: 3, request: '{"contactalert":true}' }])
    await watch(false)
    await send('/users/view/me', { as: 'user' })
    expect(await kept()).toHaveLength(1)
    const traces = (await world.logs({ change: { contains: 'monitored' } })).map(({ change }) => change)
    expect(traces).toEqual(['monitored () => (1)', 'monitored (1) => ()'])
  })

  it('is told of in lists and on pages to site admins alone, and only while it is turned on', async () => {
    const asked = async (who: Who, input: object = {}) =>
      (await world.ask<{ rows: { monitored?: boolean }[] }>(who, 'users.list', input)).rows
    const watched = async (who: Who) => (await asked(who)).filter(({ monitored }) => monitored !== undefined).length
    await set('Security.user_monitoring_enabled', true)
    const monitor = async (body?: object) => {
      const headers = { accept: 'application/json', authorization: world.keys.get('admin') ?? '' }
      return (await app.inject({ method: 'POST', url: '/admin/users/monitor/3', headers, ...(body && { payload: body }) })).json()
    }
    expect([await monitor(), await monitor({ value: 0 }), await monitor({ value: 1 })]).toEqual([1, 0, 1])
    expect(await watched('admin')).toBeGreaterThan(1)
    expect(await asked('admin', { monitored: true })).toMatchObject([{ id: 3, monitored: true }])
    expect(await world.ask('admin', 'users.view', { id: 3 })).toMatchObject({ monitored: true })
    expect(await watched('orgadmin')).toBe(0)
    expect(await world.ask('orgadmin', 'users.view', { id: 3 })).not.toHaveProperty('monitored')
    const sought = { set: { contactalert: true }, where: { monitored: true } }
    await expect(world.ask('orgadmin', 'users.editMany', sought)).rejects.toMatchObject({
      fields: { 'where.monitored': [expect.any(String)] },
    })
    await set('Security.user_monitoring_enabled', null)
    expect(await watched('admin')).toBe(0)
    await world.ask('admin', 'accessLogs.monitor', { user_id: 3, monitored: false })
  })
})
