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
