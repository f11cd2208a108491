import { type Granted, instanceOperations as instance } from '@reeve/contract/instance/instance'
import type { Actor } from '@reeve/contract/kernel/may'
import { defaults, publicOf } from '@reeve/contract/settings/settings'
import { type Call, callOf } from '../dialect/call.ts'
import { at, type Binding } from '../dialect/dialect.ts'

/** `auth_keys` as the lists of functions call it: `authKeys`. */
const camel = (controller: string) => controller.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())
const actionOf = ({ place: { admin, action } }: Binding) => `${admin ? 'admin_' : ''}${action || 'index'}`

/** What answers everywhere, as MISP lists it. */
const everywhere = ['queryACL', 'blackhole', 'restSearch']
const functionsOf = (bindings: readonly Binding[]) => {
  const byController = Map.groupBy(bindings, ({ place }) => camel(place.controller))
  const named = [...byController].map(([controller, some]): [string, string[]] => [controller, [...new Set(some.map(actionOf))]])
  return Object.fromEntries([['*', everywhere], ...named.sort(([a], [b]) => (a < b ? -1 : 1))])
}

const withRole = ({ id, perms }: Granted): Actor => ({
  id: 0,
  email: '',
  org_id: 0,
  org: '',
  org_uuid: '',
  role_id: id,
  perms: new Set(perms),
  readOnly: false,
  requiredAction: null,
  rate: null,
  from: { way: 'key', request_id: null, ip: null, user_agent: null, auth_key_id: null, session_id: null },
})
/** The addresses that a role may call, under the settings as they come. */
const urlsOf = (bindings: readonly Binding[], role: Granted) => {
  const settings = publicOf(defaults)
  const open = bindings.filter(({ operation }) => operation.allow.test(withRole(role), settings))
  return [...new Set(open.map((binding) => `/${camel(binding.place.controller)}/${actionOf(binding)}`))]
}

const places = ['/servers/queryACL']
/** The lists, by how they are asked for; every function of ours has a rule, so that none is missing. */
const listsOf = (bindings: readonly Binding[]): Record<string, Binding[]> => ({
  printallfunctionnames: at(places, instance.access, { give: () => functionsOf(bindings) }),
  findmissingfunctionnames: at(places, instance.access, { give: () => [] }),
  printroleaccess: at(places, instance.access, {
    take: ({ ids: [, role_id] }) => (role_id === undefined ? {} : { role_id }),
    give: (roles) => Object.fromEntries(roles.map((role) => [String(role.id), { name: role.name, urls: urlsOf(bindings, role) }])),
  }),
})

/** `/{any controller}/queryACL/{list}` (people-data 0.12); PyMISP asks for them of events and servers. */
export const aclOf = (bindings: readonly Binding[]) => {
  const lists = listsOf(bindings)
  const controllers = new Set(['events', ...bindings.map(({ place }) => callOf({ method: 'GET', url: place.url }).controller)])
  return (call: Call): Binding | undefined => {
    if (call.action !== 'queryacl' || !controllers.has(call.controller)) return undefined
    return lists[(call.ids[0] ?? '').toLowerCase()]?.[0]
  }
}
