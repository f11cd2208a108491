import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { type Scene, scene } from '../../testing/scene.ts'

let world: Scene
beforeEach(async () => {
  await world?.close()
  world = await scene()
})
afterAll(() => world.close())
type Holders = { roles: { name: string; users: number }[]; users: { email: string; role: string }[]; total: number }
const db = () => world.system.db

describe('the count of users of a role', () => {
  it('includes only users that the caller sees', async () => {
    const counts = async (who: 'admin' | 'orgadmin' | 'buser') => {
      const { rows } = await world.ask<{ rows: { id: number; user_count: number }[] }>(who, 'roles.list', {})
      const { user_count } = await world.ask<{ user_count: number }>(who, 'roles.view', { id: 3 })
      return [rows.find(({ id }) => id === 3)?.user_count, user_count, rows.find(({ id }) => id === 5)?.user_count]
    }
    expect([await counts('admin'), await counts('orgadmin'), await counts('buser')]).toEqual([
      [2, 2, 1],
      [1, 1, 1],
      [1, 1, 0],
    ])
  })
})

describe('who can do this', () => {
  it('names roles and users of a permission, site admins among them', async () => {
    const { roles, users, total } = await world.ask<Holders>('admin', 'roles.holders', { perm: 'perm_sync' })
    expect(roles).toEqual([
      { id: 1, name: 'admin', users: 1 },
      { id: 5, name: 'Sync user', users: 1 },
    ])
    expect([total, users.map(({ email, role }) => [email, role])]).toEqual([
      2,
      [
        ['admin@admin.test', 'admin'],
        ['sync@alpha.test', 'Sync user'],
      ],
    ])
  })

  it('names an org admin his own users only', async () => {
    const { users, roles } = await world.ask<Holders>('orgadmin', 'roles.holders', { perm: 'perm_admin' })
    expect(users.map(({ email }) => email)).toEqual(['orgadmin@alpha.test'])
    expect(roles.find(({ name }) => name === 'admin')).toMatchObject({ users: 0 })
  })
})

describe('the members of a role', () => {
  it('get another role, each with a row in the log, and the role is deleted', async () => {
    expect(await world.ask('admin', 'roles.moveMembers', { id: 6, to: 3, then_delete: true })).toEqual({ id: 6, moved: 1, deleted: true })
    expect(await db().role.findUnique({ where: { id: 6 } })).toBeNull()
    expect(await db().user.findFirst({ where: { email: 'readonly@alpha.test' } })).toMatchObject({ role_id: 3 })
    expect(await world.logs({ model: { in: ['User', 'Role'] } })).toMatchObject([
      {
        action: 'edit',
        model: 'User',
        title: expect.stringContaining('readonly@alpha.test'),
        before: { role_id: 6 },
        after: { role_id: 3 },
      },
      { action: 'delete', model: 'Role', title: 'Role (6): Read Only' },
    ])
  })

  it.each([
    ['its own role', 6, 6, { kind: 'invalid' }],
    ['a role that is not there', 6, 999, { kind: 'invalid' }],
    ['an ordinary role, where nobody else administers the instance', 1, 3, { kind: 'conflict' }],
  ])('do not get %s', async (_, id, to, failure) => {
    await expect(world.ask('admin', 'roles.moveMembers', { id, to })).rejects.toMatchObject(failure)
  })

  it('outside the host organisation do not become site admins where the settings forbid it', async () => {
    await world.ask('admin', 'settings.edit', { id: 'MISP.host_org_id', value: 1 })
    await world.ask('admin', 'settings.edit', { id: 'Security.limit_site_admins_to_host_org', value: true })
    await expect(world.ask('admin', 'roles.moveMembers', { id: 6, to: 1 })).rejects.toMatchObject({ kind: 'invalid' })
  })
})
