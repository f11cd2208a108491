import { partsOf } from '@reeve/contract/kernel/address'
import { pageOfNoun } from '@reeve/contract/pages'
import type { Call } from '@reeve/wire/dialect/call'
import type { Binding } from '@reeve/wire/dialect/dialect'

/** What is not at a noun's usual place; `{id}` is the row that the address names. */
const special = new Map([
  ['users.me', '/me'],
  ['users.editMe', '/me'],
  ['users.changePassword', '/me?tab=password'],
  ['totp.begin', '/me?tab=otp'],
  ['totp.codes', '/me?tab=otp'],
  ['session.terms', '/me'],
  ['sessions.history', '/me?tab=sessions'],
  ['statistics.data', '/statistics'],
  ['statistics.orgs', '/statistics?tab=organisations'],
  ['statistics.users', '/statistics?tab=growth'],
  ['userSettings.list', '/me?tab=settings'],
  ['userSettings.set', '/me?tab=settings'],
  ['userMail.write', '/contact?user={id}'],
  ['userMail.reach', '/mails/reach'],
  ['registrations.export', '/registrations'],
  ['settings.view', '/settings'],
  ['settings.edit', '/settings'],
])

/** The page of the web app for an address of MISP, so that links in old mails keep working. */
export const pageOf = (binding: Binding | undefined, { ids: [id] }: Call): string => {
  if (!binding) return '/app/'
  const { operation } = binding
  const known = special.get(operation.name)
  if (known !== undefined) return `/app${known.replace('{id}', encodeURIComponent(id ?? ''))}`
  const place = pageOfNoun(partsOf(operation).noun)
  if (place === undefined) return '/app/'
  if (operation.kind === 'add') return `/app${place}/add`
  if (id === undefined || (operation.kind !== 'view' && operation.kind !== 'edit')) return `/app${place}`
  return `/app${place}/${encodeURIComponent(id)}${operation.kind === 'edit' ? '/edit' : ''}`
}
