import { fail } from '@reeve/contract/inputs/failure'
import { describe, expect, it } from 'vitest'
import { ask } from '../../ask.ts'
import { systemActor } from '../../kernel/systemActor.ts'
import { scene } from '../../testing/scene.ts'

describe('the last site admin', () => {
  it.each([
    ['deleted', 'users.delete', {}],
    ['disabled', 'users.edit', { disabled: true }],
    ['given another role', 'users.edit', { role_id: 3 }],
  ])('is not %s', async (_, name, input) => {
    const small = await scene({ populated: false })
    await expect(small.ask('admin', name, { id: 1, ...input })).rejects.toMatchObject({ kind: 'conflict' })
    await expect(small.ask('admin', 'users.editMe', { disabled: true })).rejects.toMatchObject({ kind: 'conflict' })
    await expect(small.ask('admin', 'roles.edit', { id: 1, perm_site_admin: false })).rejects.toMatchObject({ kind: 'conflict' })
    expect(await small.system.db.user.findUnique({ where: { id: 1 } })).toMatchObject({ disabled: false, role_id: 1 })
    await small.close()
  })

  it('stays, however many take the last two away at the same instant', async () => {
    const small = await scene({ populated: false })
    const { db } = small.system
    const role = await db.role.create({ data: { name: 'Second site admins', perm_site_admin: true, perm_auth: true } })
    const second = await db.user.create({ data: { email: 'second@admin.test', password: '', org_id: 1, role_id: role.id } })
    const system = systemActor()
    const ways = [
      () => ask(small.system, system, 'users.edit', { id: second.id, disabled: true }),
      () => ask(small.system, system, 'users.edit', { id: second.id, role_id: 3 }),
      () => ask(small.system, system, 'roles.edit', { id: role.id, perm_site_admin: false }),
      () => ask(small.system, system, 'roles.moveMembers', { id: role.id, to: 3 }),
    ]
    for (let round = 0; round < 50; round++) {
      const take = ways[round % ways.length] ?? fail('broken', '')
      const tried = await Promise.allSettled([ask(small.system, system, 'users.edit', { id: 1, disabled: true }), take()])
      expect(tried.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(await db.user.count({ where: { disabled: false, role: { perm_site_admin: true } } })).toBe(1)
      await db.role.updateMany({ where: { id: { in: [1, role.id] } }, data: { perm_site_admin: true } })
      await db.user.update({ where: { id: 1 }, data: { disabled: false } })
      await db.user.update({ where: { id: second.id }, data: { disabled: false, role_id: role.id } })
    }
    await small.close()
  })
})
