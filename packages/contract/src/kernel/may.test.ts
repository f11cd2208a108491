import { expect, it } from 'vitest'
import { type Actor, mayTouch, type Perm } from './may.ts'

const from: Actor['from'] = { way: 'session', request_id: null, ip: null, user_agent: null, auth_key_id: null, session_id: 's' }
const actorWith = (...perms: Perm[]): Actor => ({
  id: 1,
  email: 'me@a.test',
  org_id: 10,
  org: 'A',
  org_uuid: '00000000-0000-4000-8000-000000000001',
  role_id: 1,
  perms: new Set(perms),
  readOnly: false,
  requiredAction: null,
  rate: null,
  from,
})
const plain = { perm_site_admin: false, perm_sync: false, perm_regexp_access: false }
const colleague = { id: 2, org_id: 10, role: plain }

it('lets an org admin change users of the own organisation whose role does not reach further', () => {
  const admin = actorWith('perm_admin')
  expect(mayTouch(admin, colleague)).toBe(true)
  expect(mayTouch(admin, { ...colleague, org_id: 11 })).toBe(false)
  expect(mayTouch(admin, { ...colleague, role: { ...plain, perm_sync: true } })).toBe(false)
  expect(mayTouch(actorWith('perm_admin', 'perm_sync'), { ...colleague, role: { ...plain, perm_sync: true } })).toBe(true)
})

it('lets everybody change the own account and nobody without perm_admin another one', () => {
  expect(mayTouch(actorWith(), { ...colleague, id: 1 })).toBe(true)
  expect(mayTouch(actorWith('perm_sync'), colleague)).toBe(false)
  expect(mayTouch(actorWith('perm_site_admin'), { id: 3, org_id: 99, role: { ...plain, perm_site_admin: true } })).toBe(true)
})
