import { type AuthKey, authKeys } from '@reeve/contract/access/authKeys'
import type { Call } from '../dialect/call.ts'
import { at, type Binding, type RenderContext } from '../dialect/dialect.ts'
import { saved } from '../dialect/refuse.ts'
import { bodyOf, filtersOf, idIn, present, textOf, unix, unixOrZero, worded } from '../dialect/wireValues.ts'

const columns = [
  'id',
  'uuid',
  'authkey_start',
  'authkey_end',
  'created',
  'expiration',
  'read_only',
  'user_id',
  'comment',
  'allowed_ips',
  'unique_ips',
] as const
const orNull = (list: unknown) => (Array.isArray(list) && list.length > 0 ? list : null)
const forms = { created: unix, expiration: unixOrZero, allowed_ips: orNull }

const inList = (key: AuthKey, context: RenderContext) => ({
  AuthKey: worded(key, columns, forms, context),
  User: worded(key.user, ['id', 'email'], {}, context),
})
/** A fresh key: the only answer that says it. */
const added = (key: AuthKey & { authkey_raw: string }, context: RenderContext) => ({
  AuthKey: { ...worded(key, columns, forms, context), authkey_raw: key.authkey_raw },
})

/** After an edit MISP shows the bare row: the end as a number, the addresses as JSON text (people-data 1.2). */
const asNumber = (value: unknown) => (typeof value === 'string' ? Math.floor(Date.parse(value) / 1000) : 0)
const asText = (list: unknown) => (Array.isArray(list) && list.length > 0 ? JSON.stringify(list) : null)
const bareForms = { created: unix, expiration: asNumber, allowed_ips: asText, unique_ips: asText }
const edited = (key: AuthKey, context: RenderContext) => ({
  AuthKey: worded(key, columns, bareForms, context),
  User: worded(key.user, ['id', 'org_id'], {}, context),
})

const names = ['quickFilter', 'User.email', 'User.id', 'authkey_start', 'authkey_end', 'comment']
const filters = (call: Call) => {
  const asked = filtersOf(call, 'AuthKey', names)
  const user_id = call.ids[0] ?? asked['User.id']
  const text = (name: string) => textOf(asked[name])?.replaceAll('%', '')
  return present({
    user_id,
    search: text('quickFilter'),
    email: text('User.email'),
    comment: text('comment'),
    authkey_start: text('authkey_start'),
    authkey_end: text('authkey_end'),
  })
}
/** For whom a key is made only the address says; `authkey` and `user_id` of the body are ignored (people-data 1.2). */
const wanted = (call: Call) => {
  const { user_id: _, ...fields } = bodyOf(call, 'AuthKey')
  const [user = 'me'] = call.ids
  return { ...present(fields), ...(user !== 'me' && { user_id: user }) }
}
const byId = (call: Call) => ({ id: idIn(call) })
const none = { notFound: 'Invalid AuthKey.' }
const style = { idless: true, model: 'auth_key' } as const

export const authKeysWire: Binding[] = [
  ...at(['/auth_keys/index'], authKeys.export, { take: filters, give: inList }),
  ...at(['/auth_keys/view'], authKeys.view, { take: byId, give: inList, words: none }),
  ...at(['/auth_keys/add'], authKeys.add, { take: wanted, give: added, ...style }),
  ...at(['/auth_keys/edit'], authKeys.edit, {
    take: (call) => ({ ...bodyOf(call, 'AuthKey'), ...byId(call) }),
    give: edited,
    words: none,
    ...style,
  }),
  ...at(['/auth_keys/delete'], authKeys.delete, { take: byId, give: saved('AuthKey deleted.'), words: none, crud: true }),
  ...at(['/auth_keys/pin'], authKeys.edit, {
    take: (call) => ({ ...byId(call), allowed_ips: [call.ids[1] ?? 'Nothing'] }),
    give: saved('AuthKey pinned.'),
    words: none,
  }),
]
