import type { Failure } from '@reeve/contract/inputs/failure'
import { type Organisation, organisations } from '@reeve/contract/people/organisations'
import type { Call } from '../dialect/call.ts'
import { at, type Binding, type RefusalContext, type RenderContext } from '../dialect/dialect.ts'
import { notSaved, saved } from '../dialect/refuse.ts'
import { bodyOf, dt, idIn, plain, present, textOf, worded, type Zoned } from '../dialect/wireValues.ts'

const times = { date_created: dt, date_modified: dt }
const row = [
  'id',
  'name',
  'date_created',
  'date_modified',
  'description',
  'type',
  'nationality',
  'sector',
  'created_by',
  'uuid',
  'contacts',
  'local',
  'restricted_to_domain',
  'landingpage',
] as const
const page = [
  'id',
  'name',
  'date_created',
  'date_modified',
  'type',
  'nationality',
  'sector',
  'contacts',
  'description',
  'local',
  'uuid',
  'restricted_to_domain',
  'created_by',
] as const

/** Who added an organisation is left out for those who may not know it: the operation tells them null (people-data 3.2). */
const made = ({ created_by, created_by_email }: Organisation) =>
  created_by === null ? {} : { created_by_email: created_by_email ?? 'Unknown' }
const told = (organisation: Organisation) => ({ ...organisation, created_by: organisation.created_by ?? undefined })

const inList = (organisation: Organisation, context: RenderContext) => ({
  Organisation: { ...worded(told(organisation), row, times, context), user_count: plain(organisation.user_count), ...made(organisation) },
})
const onPage = (organisation: Organisation, context: RenderContext) => ({
  Organisation: { ...worded(told(organisation), page, times, context), user_count: plain(organisation.user_count), ...made(organisation) },
})
/** All columns, without what is counted: the answer to add and edit, and the part of a user's page. */
const columns = (organisation: Omit<Organisation, 'user_count' | 'created_by_email' | 'version'>, zoned: Zoned) =>
  worded(organisation, row, times, zoned)
export const organisationInUser = columns
const changed = (organisation: Organisation, context: RenderContext) => ({ Organisation: columns(organisation, context) })

const scopes = new Set(['local', 'external', 'all'])
/** The scope only counts in the address; an unknown one is `local` (people-data 3.2). */
const filters = (call: Call) => {
  const scope = String(call.named.scope)
  const search = call.named.searchall ?? call.named.all ?? call.named.quickFilter ?? bodyOf(call, 'Organisation').searchall
  return { ...present({ search: textOf(search) }), local: scopes.has(scope) ? scope : 'local', sort: 'name' }
}
/** What the form said. A logo is a file that came with it, never the name of one (security 18). */
const asked = (call: Call) => {
  const { logo, ...fields } = bodyOf(call, 'Organisation')
  return { ...fields, ...(typeof logo === 'string' && logo.startsWith('data:') && { logo }) }
}
const byKey = (call: Call) => ({ id: idIn(call) })
const none = { notFound: 'Invalid organisation' }
const stillUsed = (failure: Failure, context: RefusalContext) => notSaved(context, [failure.message])

export const organisationsWire: Binding[] = [
  ...at(['/organisations/index'], organisations.export, { take: filters, give: inList }),
  ...at(['/organisations/view'], organisations.view, { take: byKey, give: onPage, words: none }),
  ...at(['/admin/organisations/add'], organisations.add, { take: (call) => present(asked(call)), give: changed }),
  ...at(['/admin/organisations/edit'], organisations.edit, {
    take: (call) => ({ ...asked(call), ...byKey(call) }),
    give: changed,
    words: none,
    idless: true,
  }),
  ...at(['/admin/organisations/delete'], organisations.delete, { take: byKey, give: saved(), words: { ...none, conflict: stillUsed } }),
  ...at(['/admin/organisations/generateuuid'], organisations.uuid, { give: (out) => out }),
  ...at(['/organisations/getUUIDs'], organisations.uuids, { give: (out) => out, compact: true }),
]
