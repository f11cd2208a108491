import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { type Scene, scene, type Who } from '../testing/scene.ts'

let world: Scene
beforeEach(async () => {
  await world?.close()
  world = await scene()
})
afterAll(() => world.close())

type Field = { field: string; before: unknown; after: unknown; now: unknown; state: string }
type Plan = { undoes: string; hindrance: string | null; fields: Field[] }
/** The newest entry about a row. */
const entry = async (where: object) => Number((await world.logs(where)).at(-1)?.id)
const plan = (id: number, who: Who = 'admin') => world.ask<Plan>(who, 'undo.plan', { id })
const restore = (id: number, more: object = {}, who: Who = 'admin') => world.ask<{ id: number }>(who, 'undo.restore', { id, ...more })
const alpha = () => world.system.db.organisation.findUniqueOrThrow({ where: { id: 2 } })
const idOf = async (email: string) => (await world.system.db.user.findFirstOrThrow({ where: { email } })).id

const editedAlpha = async () => {
  await world.ask('admin', 'organisations.edit', { id: 2, sector: 'CERT', nationality: 'Belgium', restricted_to_domain: ['alpha.test'] })
  return entry({ model: 'Organisation', action: 'edit' })
}

describe('a change', () => {
  it('shows field by field how it stands today, and is taken back whole', async () => {
    const before = await alpha()
    const id = await editedAlpha()
    const { undoes, hindrance, fields } = await plan(id)
    expect([undoes, hindrance, fields.map(({ field, state }) => [field, state])]).toEqual([
      'edit',
      null,
      [
        ['nationality', 'restorable'],
        ['sector', 'restorable'],
        ['restricted_to_domain', 'restorable'],
      ],
    ])
    expect(await restore(id)).toEqual({ id: 2 })
    expect(await alpha()).toMatchObject({ sector: before.sector, nationality: before.nationality })
    expect((await plan(id)).hindrance).toMatch(/Nothing/)
    await expect(restore(id)).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('is taken back for one field alone', async () => {
    const id = await editedAlpha()
    await restore(id, { fields: ['sector'] })
    expect(await alpha()).toMatchObject({ sector: '', nationality: 'Belgium' })
    await expect(restore(id, { fields: ['name'] })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('is a conflict for each field that was changed since, unless it is to be overwritten', async () => {
    const id = await editedAlpha()
    await world.ask('admin', 'organisations.edit', { id: 2, sector: 'Finance' })
    expect((await plan(id)).fields.find(({ field }) => field === 'sector')).toMatchObject({ state: 'changed', now: 'Finance' })
    await expect(restore(id)).rejects.toMatchObject({ kind: 'conflict', fields: { sector: ['It is "Finance" now.'] } })
    expect(await alpha()).toMatchObject({ sector: 'Finance', nationality: 'Belgium' })
    await restore(id, { fields: ['nationality'] })
    await restore(id, { overwrite: true })
    expect(await alpha()).toMatchObject({ sector: '', nationality: '' })
  })

  it('of a role gives back its level and its flags, and who is the default role', async () => {
    await world.ask('admin', 'roles.edit', { id: 6, permission: 2, perm_tagger: true })
    const id = await entry({ model: 'Role', action: 'edit' })
    expect((await plan(id)).fields).toContainEqual({ field: 'permission', before: 0, after: 2, now: 2, state: 'restorable' })
    await restore(id)
    expect(await world.ask('admin', 'roles.view', { id: 6 })).toMatchObject({ permission: 0, perm_add: false, perm_tagger: false })
    await world.ask('admin', 'roles.setDefault', { id: 4 })
    await restore(await entry({ model: 'Role', model_id: 3 }))
    expect(await world.ask('admin', 'roles.view', { id: 3 })).toMatchObject({ default_role: true })
  })

  it('never gives a password back', async () => {
    const user = await idOf('readonly@alpha.test')
    await world.ask('admin', 'users.edit', { id: user, password: 'Correct horse 9', disabled: true })
    const id = await entry({ model: 'User', model_id: user })
    expect((await plan(id)).fields).toContainEqual(expect.objectContaining({ field: 'password', state: 'kept' }))
    const { password } = await world.system.db.user.findUniqueOrThrow({ where: { id: user } })
    await restore(id)
    expect(await world.system.db.user.findUniqueOrThrow({ where: { id: user } })).toMatchObject({ disabled: false, password })
  })
})

describe('rights and rules of today', () => {
  it('an org admin takes back what he may edit, and no more', async () => {
    const user = await idOf('user@alpha.test')
    await world.ask('orgadmin', 'users.edit', { id: user, contactalert: true })
    await restore(await entry({ model: 'User', model_id: user }), {}, 'orgadmin')
    expect(await world.system.db.user.findUniqueOrThrow({ where: { id: user } })).toMatchObject({ contactalert: false })
    // His own organisation's site admin did what he may not do.
    const own = await editedAlpha()
    await world.system.db.log.updateMany({ where: { id: own }, data: { org_id: 2 } })
    await expect(restore(own, {}, 'orgadmin')).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('an entry of another organisation is not there', async () => {
    await expect(plan(await editedAlpha(), 'orgadmin')).rejects.toMatchObject({ kind: 'notFound' })
  })

  it('the last site admin is not taken back to an ordinary role', async () => {
    await world.ask('admin', 'users.edit', { id: await idOf('user@alpha.test'), role_id: 1 })
    const id = await entry({ model: 'User', action: 'edit' })
    await world.system.db.user.update({ where: { id: 1 }, data: { disabled: true } })
    await expect(restore(id, {}, 'user')).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('last site admin') })
  })
})

describe('what was deleted', () => {
  it('a user comes back with his id; keys and password do not', async () => {
    const before = await world.system.db.user.findFirstOrThrow({ where: { email: 'publisher@alpha.test' } })
    await world.ask('admin', 'users.edit', { id: before.id, expiration: '2035-01-01', nids_sid: 42 })
    await world.ask('admin', 'users.delete', { id: before.id })
    const id = await entry({ model: 'User', action: 'delete' })
    expect(await plan(id)).toMatchObject({ undoes: 'delete', hindrance: null })
    expect(await restore(id)).toEqual({ id: before.id })
    const after = await world.system.db.user.findUniqueOrThrow({ where: { id: before.id }, include: { auth_keys: true } })
    expect(after).toMatchObject({ email: before.email, role_id: 4, org_id: 2, nids_sid: 42, password: '', auth_keys: [], change_pw: true })
    expect([after.expiration, after.date_created]).toEqual([new Date('2035-01-01'), before.date_created])
    expect((await plan(id)).hindrance).toBe('It exists again.')
    await expect(restore(id)).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('an organisation and a role come back with their ids', async () => {
    const org = (await world.ask<{ id: number }>('admin', 'organisations.add', { name: 'Gone', sector: 'CERT', local: false })).id
    const role = (await world.ask<{ id: number }>('admin', 'roles.add', { name: 'Gone', permission: 2, perm_tagger: true })).id
    const rows = () =>
      Promise.all([
        world.system.db.organisation.findUnique({ where: { id: org }, omit: { date_modified: true } }),
        world.system.db.role.findUnique({ where: { id: role }, omit: { created: true, modified: true } }),
      ])
    const before = await rows()
    await world.ask('admin', 'organisations.delete', { id: org })
    await world.ask('admin', 'roles.delete', { id: role })
    await restore(await entry({ model: 'Organisation', action: 'delete' }))
    await restore(await entry({ model: 'Role', action: 'delete' }))
    expect(await rows()).toEqual(before)
  })

  it('a user does not come back to an address that is taken, nor by an org admin without the right to add', async () => {
    const user = await idOf('user@alpha.test')
    await world.ask('orgadmin', 'users.delete', { id: user })
    const id = await entry({ model: 'User', action: 'delete' })
    await world.ask('admin', 'settings.edit', { id: 'MISP.disable_user_add', value: true })
    await expect(restore(id, {}, 'orgadmin')).rejects.toMatchObject({ kind: 'forbidden' })
    await world.ask('admin', 'users.add', { email: 'user@alpha.test', org_id: 2, role_id: 3 })
    await expect(restore(id)).rejects.toMatchObject({ kind: 'invalid', fields: { email: [expect.stringContaining('exists')] } })
  })

  it('an organisation that was merged away is given back by undoing the merge', async () => {
    await world.ask('admin', 'merges.add', { from: 3, to: 2 })
    const id = await entry({ model: 'Organisation', action: 'delete' })
    expect((await plan(id)).hindrance).toMatch(/Undo that merge/)
    await expect(world.ask('admin', 'undo.bringBack', { id })).rejects.toMatchObject({ kind: 'conflict' })
  })
})

it('what was added is deleted again, unless it was changed since', async () => {
  const { id: org } = await world.ask<{ id: number }>('admin', 'organisations.add', { name: 'Mistake' })
  const id = await entry({ model: 'Organisation', action: 'add' })
  await world.ask('admin', 'organisations.edit', { id: org, sector: 'CERT' })
  await expect(restore(id)).rejects.toMatchObject({ kind: 'conflict' })
  await world.ask('admin', 'organisations.edit', { id: org, sector: '' })
  await restore(id)
  expect(await world.system.db.organisation.findUnique({ where: { id: org } })).toBeNull()
})
