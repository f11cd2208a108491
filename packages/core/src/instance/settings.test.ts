import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Scene, scene } from '../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())

it('how Reeve is can be asked by its name, but is no setting: it is not listed and cannot be changed', async () => {
  const id = 'SimpleBackgroundJobs.enabled'
  expect(await world.ask('admin', 'settings.view', { id })).toMatchObject({ value: true, problem: null })
  const { rows } = await world.ask('admin', 'settings.list', { search: id })
  expect(rows).toEqual([])
  for (const value of [false, null])
    await expect(world.ask('admin', 'settings.edit', { id, value })).rejects.toMatchObject({ fields: { value: [expect.any(String)] } })
})

it('a change is found in the log by the name of its setting, with what was and what is', async () => {
  const id = 'MISP.org'
  await world.ask('admin', 'settings.edit', { id, value: 'Hello' })
  await world.ask('admin', 'settings.edit', { id, value: null })
  const { rows } = await world.ask('admin', 'logs.list', { action: 'serverSettingsEdit', change: `${id} (` })
  expect(rows).toMatchObject([
    { before: { [id]: 'Hello' }, after: { [id]: null } },
    { before: { [id]: '' }, after: { [id]: 'Hello' } },
  ])
})

type Whole = Record<string, Record<string, unknown>>
const wholeNow = () => world.ask<Whole>('admin', 'settings.values', {})
const replaceBy = (values: object, more = {}) =>
  world.ask<{ changed: string[]; skipped: string[] }>('admin', 'settings.replace', { values, ...more })

it('what is exported can be imported: nothing changes, and a secret is neither told nor lost', async () => {
  await world.ask('admin', 'settings.edit', { id: 'MISP.org', value: 'Hello' })
  await world.ask('admin', 'settings.edit', { id: 'Mail.password', value: 'a secret word' })
  const whole = await wholeNow()
  expect(whole.MISP).toMatchObject({ org: 'Hello', log_auth: false })
  expect(whole.Mail?.password).toBe('{secret:Mail.password}')
  expect(await replaceBy(whole)).toEqual({ changed: [], skipped: [] })
  expect((await world.system.settings.fresh())['Mail.password']).toBe('a secret word')
})

it('an import replaces everything, and keeps keys that are no settings of Reeve', async () => {
  await world.ask('admin', 'settings.edit', { id: 'MISP.org', value: 'Hello' })
  const others = { debug: 0, Plugin: { Sightings_enable: true, list: [1, 'a'] }, MISP: { log_auth: true, 'not.ours': 'x' } }
  const { changed } = await replaceBy(others)
  expect(changed).toEqual(expect.arrayContaining(['MISP.org', 'MISP.log_auth', 'Plugin.list', 'MISP.not.ours']))
  const whole = await wholeNow()
  expect(whole).toMatchObject({ Plugin: { list: [1, 'a'] }, MISP: { org: '', log_auth: true, not: { ours: 'x' } } })
  expect(await replaceBy(whole)).toEqual({ changed: [], skipped: [] })
  expect((await replaceBy({})).changed).toEqual(expect.arrayContaining(['MISP.log_auth', 'MISP.not.ours']))
})

it('an import with a wrong value changes nothing and names it, unless it is forced', async () => {
  const values = { MISP: { org: 'New', host_org_id: 999 }, Security: { password_policy_length: 'many' } }
  await expect(replaceBy(values)).rejects.toMatchObject({
    fields: { 'MISP.host_org_id': [expect.any(String)], 'Security.password_policy_length': [expect.any(String)] },
  })
  expect((await wholeNow()).MISP?.org).toBe('')
  expect(await replaceBy(values, { force: true })).toEqual({
    changed: expect.arrayContaining(['MISP.org', 'MISP.host_org_id']),
    skipped: ['Security.password_policy_length'],
  })
  await replaceBy({})
})

it('keys of any name are neither lost nor followed', async () => {
  const values = JSON.parse('{"__proto__": {"toString": "x"}, "constructor": {"prototype": 1}, "a": {"b": 1}, "a.b.c": 2}')
  await replaceBy(values)
  expect(JSON.parse(JSON.stringify(await wholeNow()))).toMatchObject({ a: { b: 1 }, 'a.b.c': 2 })
  expect(Object.keys(Object.prototype)).toEqual([])
  await expect(replaceBy({ ['k'.repeat(300)]: 1 })).rejects.toMatchObject({ fields: { values: [expect.any(String)] } })
  await replaceBy({})
})
