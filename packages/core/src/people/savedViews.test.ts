import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, scene, type Who } from '../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())

const save = (who: Who, name: string, more: object = {}) =>
  world.ask<{ id: number; version: number }>(who, 'savedViews.add', { noun: 'users', name, query: 'disabled=1', ...more })
const seenBy = async (who: Who, input: object = {}) =>
  (await world.ask<{ rows: { name: string }[] }>(who, 'savedViews.list', { sort: 'name', ...input })).rows.map(({ name }) => name)

describe('saved views', () => {
  it('keep what an address asks for, in one order, without the place in the list', async () => {
    const query = '?sort=-email&after=abc&open=7&search=&role_id=3&page=2&gone=1&view=4'
    const { id } = await save('orgadmin', 'Kept', { query })
    expect(await world.ask('orgadmin', 'savedViews.view', { id })).toMatchObject({
      query: 'gone=1&role_id=3&sort=-email',
      reach: 'me',
      org: null,
    })
    await world.ask('orgadmin', 'savedViews.delete', { id })
    const rows = await world.logs({ model: 'SavedView' })
    expect(rows.map(({ action, title }) => [action, title])).toEqual([
      ['add', `SavedView (${id}): Kept`],
      ['delete', `SavedView (${id}): Kept`],
    ])
  })

  it('are seen by whom they are for, and changed by who may give them', async () => {
    const mine = await save('orgadmin', 'mine')
    const ours = await save('orgadmin', 'ours', { reach: 'organisation' })
    const all = await save('admin', 'all', { reach: 'everyone' })
    expect(await seenBy('orgadmin')).toEqual(['all', 'mine', 'ours'])
    expect(await seenBy('publisher')).toEqual([])
    expect(await seenBy('borgadmin')).toEqual(['all'])
    // What others look for is not even a site admin's business.
    expect(await seenBy('admin')).toEqual(['all'])
    expect(await seenBy('orgadmin', { reach: 'organisation' })).toEqual(['ours'])
    await expect(world.ask('admin', 'savedViews.view', { id: mine.id })).rejects.toMatchObject({ kind: 'notFound' })
    await expect(world.ask('borgadmin', 'savedViews.edit', { id: ours.id, name: 'x' })).rejects.toMatchObject({ kind: 'notFound' })
    await expect(world.ask('orgadmin', 'savedViews.delete', { id: all.id })).rejects.toMatchObject({ kind: 'forbidden' })
    for (const [who, reach] of [
      ['user', 'organisation'],
      ['orgadmin', 'everyone'],
    ] as const)
      await expect(save(who, 'theirs', { noun: 'organisations', reach })).rejects.toMatchObject({ fields: { reach: [expect.any(String)] } })
  })

  it('are shared and taken back by an edit, and never two of one name for the same people', async () => {
    const { id, version } = await save('orgadmin', 'Twice', { noun: 'organisations' })
    await save('user', 'Twice', { noun: 'organisations' })
    await world.ask('orgadmin', 'savedViews.edit', { id, reach: 'organisation', version })
    expect(await seenBy('user', { noun: 'organisations' })).toEqual(['Twice', 'Twice'])
    await expect(save('orgadmin', 'TWICE', { noun: 'organisations', reach: 'organisation' })).rejects.toMatchObject({
      fields: { name: ['There is a view called “Twice” already.'] },
    })
    await expect(world.ask('orgadmin', 'savedViews.edit', { id, query: 'local=1', version })).rejects.toMatchObject({ kind: 'conflict' })
    await world.ask('orgadmin', 'savedViews.edit', { id, reach: 'me' })
    expect(await seenBy('user', { noun: 'organisations' })).toEqual(['Twice'])
  })

  it('are of lists that the caller may open', async () => {
    await save('admin', 'queues', { noun: 'settings', reach: 'everyone' })
    expect(await seenBy('user', { noun: 'settings' })).toEqual([])
    for (const noun of ['settings', 'session', 'nothing', 'users.list'])
      await expect(save('user', 'x', { noun })).rejects.toMatchObject({ fields: { noun: [expect.any(String)] } })
  })

  it('go with their user, unless they are shared, and with a merge to the organisation that takes theirs up', async () => {
    const { db } = world.system
    const { id } = await db.user.findUniqueOrThrow({ where: { email: 'orgadmin@beta.test' } })
    await save('borgadmin', 'private')
    const shared = await save('borgadmin', 'of Beta', { reach: 'organisation' })
    await world.ask('admin', 'users.delete', { id })
    expect(await db.savedView.findMany({ where: { name: { in: ['private', 'of Beta'] } } })).toMatchObject([{ id: shared.id, org_id: 3 }])
    const merge = await world.ask<{ id: number }>('admin', 'merges.add', { from: 3, to: 2 })
    expect(await seenBy('orgadmin', { reach: 'organisation' })).toContain('of Beta')
    await world.ask('admin', 'merges.undo', { id: merge.id })
    expect(await db.savedView.findUnique({ where: { id: shared.id } })).toMatchObject({ org_id: 3 })
  })
})
