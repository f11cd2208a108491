import { expect, it } from 'vitest'
import { bindingOf, bindings } from '../bindings.ts'
import { callOf } from '../dialect/call.ts'
import type { RenderContext } from '../dialect/dialect.ts'

const roles = [
  { id: 1, name: 'admin', perms: ['perm_site_admin', 'perm_admin'] },
  { id: 6, name: 'Read Only', perms: ['perm_auth'] },
]
const asked = (url: string) => {
  const call = callOf({ method: 'GET', url, accept: 'application/json' })
  const binding = bindingOf(call)
  // What lists say does not depend on who asks.
  const here = { call, binding } as unknown as RenderContext
  return binding && { took: binding.take(call, here), gave: binding.give(roles, here) as Record<string, string[] & { urls: string[] }> }
}

it('lists every function under its controller, admin actions as such', () => {
  const gave = asked('/servers/queryACL/printAllFunctionNames')?.gave
  expect(gave?.['*']).toEqual(['queryACL', 'blackhole', 'restSearch'])
  expect(gave?.authKeys).toContain('add')
  expect(gave?.users).toEqual(expect.arrayContaining(['admin_index', 'view']))
  expect(Object.values(gave ?? {}).flat()).toHaveLength(new Set(bindings.map(({ place: { key } }) => key)).size + 3)
})

it('finds no function without a rule, under any controller', () => {
  for (const controller of ['events', 'servers', 'auth_keys', 'authKeys'])
    expect(asked(`/${controller}/queryACL/findMissingFunctionNames`)?.gave).toEqual([])
  expect(asked('/nonsense/queryACL/findMissingFunctionNames')).toBeUndefined()
  expect(asked('/servers/queryACL/nonsense')).toBeUndefined()
})

it('lists what a role may call', () => {
  const { took, gave } = asked('/servers/queryACL/printRoleAccess/6') ?? {}
  expect(took).toEqual({ role_id: '6' })
  expect(gave?.['1']?.urls).toContain('/users/admin_add')
  expect(gave?.['6']?.urls).toContain('/users/view')
  expect(gave?.['6']?.urls).not.toContain('/users/admin_add')
})
