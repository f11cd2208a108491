import type { Failure } from '@reeve/contract/inputs/failure'
import { type User, type UserInFull, users } from '@reeve/contract/people/users'
import type { Call, Values } from '../dialect/call.ts'
import { at, type Binding, type RefusalContext, type RenderContext } from '../dialect/dialect.ts'
import { exception, inOneText, nameless, notSaved, saved } from '../dialect/refuse.ts'
import { bodyOf, dt, idIn, numberIn, plain, present, textOf, unix, unixOrZero, worded } from '../dialect/wireValues.ts'
import { organisationInUser } from './organisations.ts'
import { wordedRole } from './roles.ts'

const times = {
  date_created: unix,
  date_modified: unix,
  last_pw_change: unix,
  current_login: unixOrZero,
  last_login: unixOrZero,
  last_api_access: unixOrZero,
  expiration: dt,
}
const listed = [
  'id',
  'org_id',
  'server_id',
  'email',
  'autoalert',
  'invited_by',
  'gpgkey',
  'certif_public',
  'nids_sid',
  'termsaccepted',
  'newsread',
  'role_id',
  'change_pw',
  'contactalert',
  'disabled',
  'expiration',
  'current_login',
  'last_login',
  'last_api_access',
  'force_logout',
  'date_created',
  'date_modified',
  'last_pw_change',
] as const
const full = [
  'id',
  'org_id',
  'server_id',
  'email',
  'autoalert',
  'invited_by',
  'gpgkey',
  'certif_public',
  'nids_sid',
  'termsaccepted',
  'newsread',
  'role_id',
  'change_pw',
  'contactalert',
  'disabled',
  'expiration',
  'current_login',
  'last_login',
  'force_logout',
  'date_created',
  'date_modified',
  'sub',
  'external_auth_required',
  'external_auth_key',
  'last_api_access',
  'notification_daily',
  'notification_weekly',
  'notification_monthly',
  'last_pw_change',
] as const
const otpOf = ({ hotp_counter, totp_is_set }: UserInFull) => ({ hotp_counter: plain(hotp_counter), totp_is_set: totp_is_set ? '1' : '0' })

/** A user in the list (people-data 2.2, index). */
const inList = ({ role, org, ...user }: User, context: RenderContext) => ({
  User: { ...worded(user, listed, times, context), ...present({ monitored: user.monitored }) },
  Role: worded(role, ['id', 'name', 'perm_auth', 'perm_site_admin', 'perm_admin'], {}, context),
  Organisation: worded(org, ['id', 'name'], {}, context),
})

/** PHP has one empty for lists and maps. */
const orNothing = (map: Record<string, unknown>) => (Object.keys(map).length > 0 ? map : [])

/** A user on his page: the secrets are stars, whether there are any or not (people-data 2.1). */
const onPage = (user: UserInFull, context: RenderContext) => {
  const { server_id: _, ...fields } = worded(user, full, times, context)
  return {
    User: { ...fields, password: '*****', totp: '*****', ...otpOf(user) },
    Role: wordedRole(user.role, context),
    UserSetting: orNothing(user.user_settings),
    Organisation: organisationInUser(user.org, context),
  }
}
const keyOf = ({ pgp_status, fingerprint }: UserInFull) => (pgp_status === undefined ? {} : { pgp_status, fingerprint })
const onAdminPage = (user: UserInFull, context: RenderContext) => {
  const { User: fields, ...rest } = onPage(user, context)
  const admins = user.org_admins.map(({ id, email }): [string, string] => [String(id), email])
  return { User: { ...fields, ...keyOf(user), orgAdmins: orNothing(Object.fromEntries(admins)) }, ...rest }
}
/** A user just made or changed: alone, without what belongs to him. */
const changed = (user: UserInFull & { authkey?: string }, context: RenderContext) => ({
  User: {
    ...worded(user, full, times, context),
    ...(user.authkey !== undefined && { authkey: user.authkey }),
    password: '******',
    totp: null,
    ...otpOf(user),
  },
})

const no: ReadonlySet<unknown> = new Set([0, false, null, '0', 'false', ''])
/** `enable_password: 0` says that a password given is not meant (people-data 2.2). */
const accountOf = (call: Call): Values => {
  const { enable_password, ...fields } = bodyOf(call, 'User')
  if (!no.has(enable_password)) return fields
  const { password: _, ...rest } = fields
  return rest
}

const mandatory = 'Mandatory field not set.'
/** What is missing is told as a text, what is wrong as a list (people-data 0.4). */
const errorsOf = ({ fields }: Failure) =>
  Object.fromEntries(Object.entries(fields).map(([key, told]) => [key, told[0] === mandatory ? mandatory : told]))
const refusedAccount = (failure: Failure, context: RefusalContext) => {
  if (failure.fields.role_id?.includes('Invalid role')) return exception(405, 'Invalid role', context.call.url)
  if (failure.fields.org_id) return notSaved(context, failure.fields.org_id)
  return notSaved(context, errorsOf(failure))
}
/** A role that is not the caller's to give: clients expect a server error there (people-data 9.3). */
const refusedRole = (failure: Failure, context: RefusalContext) =>
  failure.data.role === undefined
    ? exception(403, 'You do not have permission to use this functionality.', context.call.url)
    : exception(500, failure.message, context.call.url)
const account = { invalid: refusedAccount, forbidden: refusedRole, notFound: 'Invalid user' }

/** Only the address filters: the body and the query string are ignored (people-data 2.2). */
const filters = ({ named }: Call): Values =>
  present({
    search: textOf(named.value ?? named.searchall),
    email: textOf(named.searchemail),
    role_id: named.searchrole,
    org_id: named.searchorg,
    autoalert: named.searchautoalert,
    contactalert: named.searchcontactalert,
    termsaccepted: named.searchtermsaccepted,
    disabled: named.searchdisabled,
    inactive: named.searchinactive,
  })

const isOneself = ({ ids: [id = 'me'] }: Call) => id === 'me'
const byId = (call: Call) => ({ id: idIn(call) })
const byNumber = (call: Call) => ({ id: numberIn(call) })
const noUser = { notFound: 'Invalid user' }
const noUserHere = (_: Failure, { call }: RefusalContext) => exception(405, 'Invalid user.', call.url)
/** A script has nobody who could mistype: the repetition counts as the same, whatever it says (people-data 1.4). */
const passwordOf = (call: Call): Values => {
  const { confirm_password: _, ...fields } = bodyOf(call, 'User')
  return fields
}

export const usersWire: Binding[] = [
  ...at(['/admin/users/index'], users.export, { take: filters, give: inList }),
  ...at(['/users/view'], users.me, { when: isOneself, give: onPage }),
  ...at(['/users/view'], users.view, { take: byId, give: onPage, words: noUser }),
  ...at(['/admin/users/view'], users.view, { take: byNumber, give: onAdminPage, words: noUser }),
  ...at(['/admin/users/add'], users.add, { take: (call) => present(accountOf(call)), give: changed, words: account }),
  ...at(['/admin/users/edit'], users.edit, { take: (call) => ({ ...accountOf(call), ...byNumber(call) }), give: changed, words: account }),
  ...at(['/admin/users/delete'], users.delete, { take: byNumber, give: saved('User deleted.'), words: noUser }),
  ...at(['/users/edit'], users.editMe, { take: accountOf, give: onPage, words: { invalid: inOneText }, idless: true }),
  ...at(['/users/change_pw'], users.changePassword, {
    take: passwordOf,
    give: saved('Password Changed.', nameless),
    words: { invalid: inOneText },
  }),
  ...at(['/users/resetauthkey'], users.resetAuthKey, {
    take: ({ ids: [id = 'me'] }) => ({ id }),
    give: saved(({ authkey_raw }) => `Authkey updated: ${authkey_raw}`, { id: ({ id }) => String(id) }),
    words: { notFound: noUserHere, method: 'This functionality is only accessible via POST requests.' },
  }),
]
