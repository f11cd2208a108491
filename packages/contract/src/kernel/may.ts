import type { PublicSettings } from '../settings/settings.ts'

/** Every permission there is; each is called after its column, so a role row is its list of permissions (people-data 4.2). */
export const perms = [
  'perm_add',
  'perm_modify',
  'perm_modify_org',
  'perm_publish',
  'perm_delegate',
  'perm_sync',
  'perm_admin',
  'perm_audit',
  'perm_auth',
  'perm_site_admin',
  'perm_regexp_access',
  'perm_tagger',
  'perm_template',
  'perm_sharing_group',
  'perm_tag_editor',
  'perm_sighting',
  'perm_object_template',
  'perm_publish_zmq',
  'perm_publish_kafka',
  'perm_decaying',
  'perm_galaxy_editor',
  'perm_warninglist',
  'perm_view_feed_correlations',
  'perm_analyst_data',
  'perm_skip_otp',
] as const
export type Perm = (typeof perms)[number]

/** What a browser's user may have to do before all else: set up one-time passwords, accept the terms, choose a password. */
export const requiredActions = ['totp', 'terms', 'password'] as const
export type RequiredAction = (typeof requiredActions)[number]

/** Where a call comes from; every log row takes its circumstances from here. */
export type From = {
  way: 'anonymous' | 'session' | 'key' | 'system'
  request_id: string | null
  ip: string | null
  user_agent: string | null
  auth_key_id: number | null
  /** Set when the caller has a session. */
  session_id: string | null
  /** When the key that was used ends. */
  key_expiration?: Date | null
  /** A trusted proxy says who it is. */
  proxyAuth?: true
  /** When the password or a one-time password was last given in this session. */
  proven?: Date
  /** Method and address of the request, for the log of requests by key. */
  target?: { http_method: string; target: string }
}

/** Who asks, as every rule and every surface sees it. Immutable for the length of a call; `perms` = role ∩ key. */
export type Actor = {
  readonly id: number
  readonly email: string
  readonly org_id: number
  readonly org: string
  readonly org_uuid: string
  readonly role_id: number
  readonly perms: ReadonlySet<Perm>
  /** A read-only key: refused by kind, whatever the permission. */
  readonly readOnly: boolean
  /** What comes before anything else, in a browser; scripts are left alone (operations 9.12). */
  readonly requiredAction: RequiredAction | null
  /** How often in a quarter of an hour he may search by key; null: as often as he likes (people-data 0.8). */
  readonly rate: number | null
  /** The longest a request of this role may take, in seconds. */
  readonly timeLimit?: number | null
  readonly from: From
}

/** A named, pure question about an actor. The SPA asks it to hide a button, the server to refuse a call. */
export type Rule = { readonly name: string; readonly test: (actor: Actor, settings: PublicSettings) => boolean }

export const isSiteAdmin = (actor: Actor) => actor.perms.has('perm_site_admin')
export const isSignedIn = (actor: Actor) => actor.from.way !== 'anonymous'

const holds = (perm: Perm): Rule => ({ name: perm, test: (actor) => isSiteAdmin(actor) || actor.perms.has(perm) })
const named = (name: string, test: Rule['test']): Rule => ({ name, test })

const admin = holds('perm_admin')
const sharingGroups = holds('perm_sharing_group')
const useKeys = holds('perm_auth')
const manageSelf = named(
  'self management, while it is not turned off',
  (actor, settings) => isSignedIn(actor) && (admin.test(actor, settings) || !settings['MISP.disableUserSelfManagement']),
)

/** The rules of the house (people-data 0.13 and Appendix A). A site admin passes all but those that say otherwise. */
export const may = {
  everyone: named('everyone', () => true),
  anyone: named('anyone signed in', isSignedIn),
  admin,
  audit: holds('perm_audit'),
  sync: holds('perm_sync'),
  useKeys,
  siteAdmin: holds('perm_site_admin'),
  /** Strangers too. */
  forget: named(
    'forgotten passwords, while they are turned on',
    (_, settings) => settings['Security.allow_password_forgotten'] && !settings['MISP.disable_user_password_change'],
  ),
  /** Strangers too. */
  register: named('self-registration, while it is turned on', (_, settings) => settings['Security.allow_self_registration']),
  manageSelf,
  /** Turned off, it is refused even to site admins (people-data 2.2). */
  findKeys: named(
    'looking for keys, while it is not turned off',
    (actor, settings) => isSignedIn(actor) && !settings['GnuPG.key_fetching_disabled'],
  ),
  addUsers: named(
    'perm_admin, while adding users is not turned off',
    (actor, settings) => isSiteAdmin(actor) || (actor.perms.has('perm_admin') && !settings['MISP.disable_user_add']),
  ),
  /** Turned off, it is refused even to site admins (people-data 0.13). */
  changePassword: named(
    'changing passwords, while it is not turned off',
    (actor, settings) => manageSelf.test(actor, settings) && !settings['MISP.disable_user_password_change'],
  ),
  /** The e-mail address is what one signs in with. */
  changeLogin: named(
    'changing the e-mail address, while it is not turned off',
    (actor, settings) => isSiteAdmin(actor) || !settings['MISP.disable_user_login_change'],
  ),
  /** Only whom a proxy names comes in without a password. */
  beVouched: named('the word of a trusted proxy', ({ from }) => from.proxyAuth === true),
  /** Turned off, they are refused even to site admins (people-data 1.5). A read-only key reads no secret of a second factor. */
  useTotp: named(
    'one-time passwords, while they are not turned off, and no read-only key',
    (actor, settings) => isSignedIn(actor) && !actor.readOnly && !settings['Security.otp_disabled'],
  ),
  resetTotp: named(
    'perm_admin, while one-time passwords are not turned off',
    (actor, settings) => admin.test(actor, settings) && !settings['Security.otp_disabled'],
  ),
  mailPasswords: named(
    'perm_admin, while changing passwords is not turned off',
    (actor, settings) => admin.test(actor, settings) && !settings['MISP.disable_user_password_change'],
  ),
  setPasswords: named('setting passwords, while it is not turned off', (_, settings) => !settings['MISP.disable_user_password_change']),
  resetKeys: named('perm_auth and self management', (actor, settings) => manageSelf.test(actor, settings) && useKeys.test(actor, settings)),
  seeOrganisations: named(
    'the list of organisations, while it is not hidden',
    (actor, settings) =>
      isSignedIn(actor) && (!settings['Security.hide_organisation_index_from_users'] || sharingGroups.test(actor, settings)),
  ),
} satisfies Record<string, Rule>

const roles = new Map([
  ['perm_site_admin', 'a site admin role'],
  ['perm_admin', 'an org admin role'],
])
/** What a rule requires, for the person who was refused: `a site admin role`, `a role with perm_audit`, else the name of the rule. */
export const requirementOf = ({ name }: Rule) => roles.get(name) ?? (name.startsWith('perm_') ? `a role with ${name}` : `“${name}”`)

/** Permissions that reach beyond an organisation. An org admin never assigns a role with one of them (docs/contract/people-data.md 2.5). */
const reaching = ['perm_site_admin', 'perm_sync', 'perm_regexp_access'] as const satisfies Perm[]
/** What a rule reads of a role. A permission that is left out counts as not granted. */
type Granting = { readonly [P in Perm]?: boolean } & { readonly restricted_to_site_admin?: boolean }

/** The flags of a role that put it above this actor: each permission the actor lacks, and that only site admins assign the role. */
export const beyond = (actor: Actor): readonly (keyof Granting)[] =>
  isSiteAdmin(actor) ? [] : [...perms.filter((perm) => !actor.perms.has(perm)), 'restricted_to_site_admin']

/** Whether a role grants more than this actor has, or is reserved to site admins. */
export const exceeds = (actor: Actor, role: Granting) => beyond(actor).some((flag) => role[flag])

/** Which roles an actor may assign to users; form and handler ask here. */
export const mayAssign = (actor: Actor, role: Granting) =>
  isSiteAdmin(actor) || !(exceeds(actor, role) || reaching.some((perm) => role[perm]))

/** The flags that no role below this org admin has. Keys, sessions and sign-ins of peers and higher ranks stay private (security 13). */
export const lesserThan = (actor: Actor): { readonly [P in keyof Granting]?: false } =>
  Object.fromEntries([...new Set([...beyond(actor), ...reaching, 'perm_admin' as const])].map((flag) => [flag, false]))
const isLesser = (actor: Actor, role: Granting) => !(role.perm_admin || reaching.some((perm) => role[perm]) || exceeds(actor, role))

type Whom = { id: number; org_id: number; role: Granting }

/** Whether an actor looks after a user: the actor itself, or by rank a user below the actor. */
export const oversees = (actor: Actor, user: Whom) =>
  isSiteAdmin(actor) ||
  user.id === actor.id ||
  (actor.perms.has('perm_admin') && user.org_id === actor.org_id && isLesser(actor, user.role))

/** Whether an actor who sees a user may also change that user: an org admin only within the organisation, and never a higher rank (security 7). */
export const mayTouch = (actor: Actor, user: Whom) =>
  isSiteAdmin(actor) ||
  user.id === actor.id ||
  (actor.perms.has('perm_admin') && user.org_id === actor.org_id && !exceeds(actor, user.role))

/** Whether an actor may make, end or reset keys of a user: an org admin only those of users who are no admins and may use keys. */
export const mayKey = (actor: Actor, user: Whom) =>
  user.id === actor.id || isSiteAdmin(actor) || (mayTouch(actor, user) && user.role.perm_admin !== true && user.role.perm_auth === true)
