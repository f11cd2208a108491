import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, scene } from '../../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())
const idOf = async (email: string) => (await world.system.db.user.findUniqueOrThrow({ where: { email } })).id
const homepage = (path: unknown) => ({ setting: 'homepage', value: { path } })

describe('user settings', () => {
  it('are chosen, chosen again under the same id, and forgotten, each with a row in the log', async () => {
    const { id } = await world.ask('user', 'userSettings.set', homepage('/events/index'))
    expect(await world.ask('user', 'userSettings.set', homepage('/users/statistics'))).toMatchObject({
      id,
      value: { path: '/users/statistics' },
    })
    expect(await world.ask('user', 'users.me')).toMatchObject({ user_settings: { homepage: { path: '/users/statistics' } } })
    await world.ask('user', 'userSettings.unset', { setting: 'homepage' })
    expect(await world.ask('user', 'users.me')).toMatchObject({ user_settings: {} })
    const rows = await world.logs({ model: 'UserSetting' })
    expect(rows.map(({ action }) => action)).toEqual(['add', 'edit', 'delete'])
    expect(rows[1]?.change).toContain('/users/statistics')
  })

  it('take a text as JSON, and nothing as an empty list', async () => {
    const set = (value: unknown) => world.ask('user', 'userSettings.set', { setting: 'event_index_hide_columns', value })
    expect(await set('["tags"]')).toMatchObject({ value: ['tags'] })
    expect(await set('')).toMatchObject({ value: [] })
    expect(await set('null')).toMatchObject({ value: null })
    await expect(set('{no json')).rejects.toMatchObject({ kind: 'invalid', fields: { value: [expect.stringContaining('JSON')] } })
    await expect(set('x'.repeat(70_000))).rejects.toMatchObject({ kind: 'invalid' })
  })

  it.each(['//elsewhere.test', '/\\elsewhere.test', 'https://elsewhere.test', 7])('refuse %j as a homepage', async (path) => {
    await expect(world.ask('user', 'userSettings.set', homepage(path))).rejects.toMatchObject({ fields: { value: [expect.any(String)] } })
  })

  it.each([
    [{ AND: { 'Tag.name': 'tlp:red', NOT: { 'Orgc.name': ['A', 'B'] } } }, undefined],
    [[], undefined],
    [{ AND: { 'Event.info': 'x' } }, /Event\.info/],
    [{ 'Tag.name': 7 }, /takes a text/],
    ['"tlp:red"', /Write the filter/],
  ])('know whether %j is a filter of alerts', async (value, problem) => {
    const asked = world.ask('user', 'userSettings.set', { setting: 'publish_alert_filter', value })
    if (problem) await expect(asked).rejects.toMatchObject({ fields: { value: [expect.stringMatching(problem)] } })
    else expect(await asked).toMatchObject({ setting: 'publish_alert_filter' })
  })

  it('security 7: are chosen for others only by who may touch them', async () => {
    const [user, borgadmin, admin] = [await idOf('user@alpha.test'), await idOf('orgadmin@beta.test'), await idOf('admin@admin.test')]
    const sync = await idOf('sync@alpha.test')
    const set = (user_id: number) => ({ ...homepage('/x'), user_id })
    expect(await world.ask('orgadmin', 'userSettings.set', set(user))).toMatchObject({ user_id: user })
    await expect(world.ask('orgadmin', 'userSettings.set', set(borgadmin))).rejects.toMatchObject({
      fields: { user_id: [expect.any(String)] },
    })
    await expect(world.ask('orgadmin', 'userSettings.set', set(sync))).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(world.ask('user', 'userSettings.set', set(admin))).rejects.toMatchObject({ kind: 'invalid' })
    // On the wire a stranger's id is dropped, and the setting becomes the caller's own.
    expect(await world.ask('user', 'userSettings.set', set(admin), { wire: true })).toMatchObject({ user_id: user })
    expect(await world.ask('admin', 'userSettings.get', { setting: 'homepage', user_id: user })).toMatchObject({ value: { path: '/x' } })
    await expect(world.ask('buser', 'userSettings.get', { setting: 'homepage', user_id: user })).rejects.toMatchObject({ kind: 'notFound' })
  })

  it('leave dashboard_access to site admins', async () => {
    const wanted = { setting: 'dashboard_access', value: 1 }
    await expect(world.ask('orgadmin', 'userSettings.set', wanted)).rejects.toMatchObject({ kind: 'forbidden' })
    const user_id = await idOf('user@alpha.test')
    const { id } = await world.ask('admin', 'userSettings.set', { ...wanted, user_id })
    await expect(world.ask('user', 'userSettings.delete', { id })).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(world.ask('user', 'userSettings.unset', { setting: 'dashboard_access' })).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
