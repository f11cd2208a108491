import { bindingOf } from '@reeve/wire/bindings'
import { callOf } from '@reeve/wire/dialect/call'
import { expect, it } from 'vitest'
import { pageOf } from './pageOf.ts'

it.each([
  ['/', '/app/'],
  ['/users/view/3', '/app/users/3'],
  ['/users/view/me', '/app/me'],
  ['/admin/users/edit/3', '/app/users/3/edit'],
  ['/admin/users/add', '/app/users/add'],
  ['/admin/users/delete/3', '/app/users'],
  ['/admin/users/index/searchorg:2', '/app/users'],
  ['/organisations/view/Org+Beta', '/app/organisations/Org%20Beta'],
  ['/auth_keys', '/app/auth-keys'],
  ['/admin/logs', '/app/logs'],
  ['/servers/getSetting/MISP.org', '/app/settings'],
  ['/users/statistics', '/app/statistics'],
  ['/users/statistics/orgs', '/app/statistics?tab=organisations'],
  ['/user_settings', '/app/me?tab=settings'],
  ['/admin/users/quickEmail/3', '/app/contact?user=3'],
  ['/admin/users/email', '/app/contact'],
  ['/users/registrations', '/app/registrations'],
  ['/admin/access_logs/request/9', '/app/requests/9'],
  ['/attributes/describeTypes', '/app/'],
])('%s leads to %s', (url, page) => {
  const call = callOf({ method: 'GET', url, accept: 'text/html' })
  expect(pageOf(bindingOf(call), call)).toBe(page)
})
