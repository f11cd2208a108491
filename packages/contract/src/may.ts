import type { PublicSettings } from './settings.ts'

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

/** Where a call comes from; every log row takes its circumstances from here. */
export type From = {
  way: 'anonymous' | 'session' | 'key' | 'system'
  request_id: string | null
  ip: string | null
  user_agent: string | null
  auth_key_id: number | null
  /** Set when the caller has a session. */
  session_id: string | null
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
  /** Must choose a new password before anything else, in a browser. */
  readonly changePassword: boolean
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
const manageSelf = named('self management, while it is not turned off', (actor, settings) =>
  isSignedIn(actor) && (admin.test(actor, settings) || !settings['MISP.disableUserSelfManagement']))

/** The rules of the house (people-data 0.13 and Appendix A). A site admin passes all but those that say otherwise. */
export const may = {
  everyone: named('everyone', () => true),
  anyone: named('anyone signed in', isSignedIn),
  admin,
  audit: holds('perm_audit'),
  sync: holds('perm_sync'),
  useKeys: holds('perm_auth'),
  siteAdmin: holds('perm_site_admin'),
  manageSelf,
  addUsers: named('perm_admin, while adding users is not turned off', (actor, settings) =>
    isSiteAdmin(actor) || (actor.perms.has('perm_admin') && !settings['MISP.disable_user_add'])),
  /** Turned off, it is refused even to site admins (people-data 0.13). */
  changePassword: named('changing passwords, while it is not turned off', (actor, settings) =>
    manageSelf.test(actor, settings) && !settings['MISP.disable_user_password_change']),
  seeOrganisations: named('the list of organisations, while it is not hidden', (actor, settings) =>
    isSignedIn(actor) && (!settings['Security.hide_organisation_index_from_users'] || sharingGroups.test(actor, settings))),
} satisfies Record<string, Rule>

/** What an org admin may not hand out nor touch (people-data 2.5): roles that reach beyond his organisation. */
export const reachesBeyondOrganisation = (role: { perm_site_admin: boolean; perm_sync: boolean; perm_regexp_access: boolean; restricted_to_site_admin: boolean }) =>
  role.perm_site_admin || role.perm_sync || role.perm_regexp_access || role.restricted_to_site_admin
