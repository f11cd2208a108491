import { describe, expect, it } from 'vitest'
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
})
