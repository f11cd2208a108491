import type { Failure } from '@reeve/contract/inputs/failure'
import { perms } from '@reeve/contract/kernel/may'
import { type Role, roles } from '@reeve/contract/people/roles'
import type { Call } from '../dialect/call.ts'
import { at, type Binding, type RefusalContext, type RenderContext } from '../dialect/dialect.ts'
import { notSaved, saved } from '../dialect/refuse.ts'
import { bodyOf, dt, filtersOf, idIn, present, textOf, worded, type Zoned } from '../dialect/wireValues.ts'

const times = { created: dt, modified: dt }
const limits = [
  'default_role',
  'memory_limit',
  'max_execution_time',
  'restricted_to_site_admin',
  'enforce_rate_limit',
  'rate_limit_count',
  'permission',
  'permission_description',
] as const
const columns = ['id', 'name', 'created', 'modified', ...perms, ...limits] as const

/** Every flag of a role (people-data 4.3). */
export const wordedRole = (role: Pick<Role, (typeof columns)[number]>, zoned: Zoned) => worded(role, columns, times, zoned)
const one = (role: Role, context: RenderContext) => ({ Role: wordedRole(role, context) })
/** `default` stands beside the column only in the list. */
const inList = (role: Role, context: RenderContext) => ({ Role: { ...wordedRole(role, context), default: role.default_role } })

const filters = (call: Call) => {
  const { quickFilter, name } = filtersOf(call, 'Role', ['quickFilter', 'name'])
  return present({ search: textOf(quickFilter ?? name)?.replaceAll('%', '') })
}
const byId = (call: Call) => ({ id: idIn(call) })
const none = { notFound: 'Invalid Role.' }
const crud = { crud: true } as const
const stillUsed = (failure: Failure, context: RefusalContext) => notSaved(context, failure.message)
const hasId = ({ ids: [id] }: Call) => id !== undefined
const byGet = ({ binding, call }: RefusalContext): RefusalContext => ({ binding, call: { ...call, ids: [] } })
const noDefault = {
  notFound: (_: Failure, context: RefusalContext) => notSaved(context, 'Invalid Role.'),
  method: (_: Failure, context: RefusalContext) => notSaved(byGet(context), 'This endpoint expects a POST request.'),
}

export const rolesWire: Binding[] = [
  ...at(['/roles/index', '/admin/roles/index'], roles.export, { take: filters, give: inList }),
  ...at(['/roles/view', '/admin/roles/view'], roles.view, { take: byId, give: one, words: none }),
  ...at(['/admin/roles/add'], roles.add, { take: (call) => present(bodyOf(call, 'Role')), give: one, model: 'role' }),
  ...at(['/admin/roles/edit'], roles.edit, {
    take: (call) => ({ ...bodyOf(call, 'Role'), ...byId(call) }),
    give: one,
    words: { notFound: 'Invalid Role' },
    model: 'role',
    idless: true,
  }),
  ...at(['/admin/roles/delete', '/roles/delete'], roles.delete, {
    take: byId,
    give: saved('Role deleted.'),
    words: { ...none, conflict: stillUsed },
    ...crud,
  }),
  ...at(['/admin/roles/set_default'], roles.setDefault, { when: hasId, take: byId, give: saved('Default role set.'), words: noDefault }),
  ...at(['/admin/roles/set_default'], roles.unsetDefault, { give: saved('Default role unset.'), words: noDefault }),
]
