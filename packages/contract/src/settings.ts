import { z } from 'zod'
import { Flag, Int, Text } from './inputs.ts'

/** How bad it is when a setting is wrong (operations 1.2); the numbers are the wire's. */
export const levelNames = ['critical', 'recommended', 'optional', 'deprecated'] as const
export type Level = (typeof levelNames)[number]
export const levels: Record<Level, number> = { critical: 0, recommended: 1, optional: 2, deprecated: 3 }
export const tabs = ['MISP', 'Security'] as const

type Setting = {
  level: Level
  tab: (typeof tabs)[number]
  /** One sentence in our words: what it does. */
  about: string
  type: z.ZodType
  value: unknown
  /** Rules and the SPA may know it. */
  public?: true
  /** Stored all the same, but worth a hint: "invalid" refuses, advice does not (operations 11.2 D2). */
  advice?: (value: never) => string | undefined
  /** What MISP calls its check and its type, for scripts that read them (operations 1.3). */
  wire: { test: string; type: 'boolean' | 'numeric' | 'string'; null?: boolean }
}

const flag = { type: Flag, wire: { test: 'testBool', type: 'boolean' } } as const
const nullable = { type: Flag, wire: { test: 'testBool', type: 'boolean', null: true } } as const
const number = (min: number, max: number) =>
  ({ type: Int.min(min, `At least ${min}.`).max(max, `At most ${max}.`), wire: { test: 'testForNumeric', type: 'numeric' } }) as const

const BaseUrl = z.union([
  z.literal(''),
  Text(255).regex(/^https?:\/\/[^/\s]+(\/[^/\s]+)?$/, 'Write it as https://host[:port][/path], without a slash at the end.'),
])
const compiles = (pattern: string) => {
  try {
    return pattern === '' || new RegExp(bare(pattern)).source !== ''
  } catch {
    return false
  }
}
/** A pattern as MISP stores it, between slashes, or bare. */
export const bare = (pattern: string) => /^\/(.*)\/$/s.exec(pattern)?.[1] ?? pattern
/** Names of zones, older ones too, but no bare offsets: those know no summer. */
const isZone = (zone: string) => {
  try {
    return /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Every setting that something reads. The page, the checks, the wire and the typed reader all read this one list. */
export const settings = {
  'MISP.baseurl': {
    level: 'critical',
    tab: 'MISP',
    about:
      'The address under which users reach this instance; links in answers and mails start with it. Empty means the address it was started with.',
    type: BaseUrl,
    value: '',
    wire: { test: 'testBaseURL', type: 'string', null: true },
  },
  'MISP.org': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Short name of the organisation that runs this instance; shown on the sign-in form.',
    type: Text(255),
    value: '',
    public: true,
    advice: (value: string) => (value ? undefined : 'Not set: the sign-in form does not say whose instance this is.'),
    wire: { test: 'testForEmpty', type: 'string' },
  },
  'MISP.host_org_id': {
    level: 'critical',
    tab: 'MISP',
    about: 'Number of the local organisation that runs this instance.',
    ...number(0, 2_147_483_647),
    value: 1,
    public: true,
    wire: { test: 'testLocalOrgStrict', type: 'numeric' },
  },
  'MISP.timezone': {
    level: 'optional',
    tab: 'MISP',
    about: 'The time zone in which times are written to automation clients; the pages show the viewer’s own.',
    type: z.string().max(64).refine(isZone, 'Give an IANA time zone such as Europe/Luxembourg.'),
    value: 'UTC',
    public: true,
    wire: { test: 'testForTimezone', type: 'string' },
  },
  'MISP.default_publish_alert': {
    level: 'critical',
    tab: 'MISP',
    about: 'Whether a new user is subscribed to alerts about published events unless the admin says otherwise.',
    ...nullable,
    value: false,
    public: true,
  },
  'MISP.log_client_ip': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Keep the client address with every log entry.',
    ...flag,
    value: false,
    public: true,
  },
  'MISP.log_auth': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Log every request that comes with an auth key, with its address. Verbose.',
    ...flag,
    value: false,
  },
  'MISP.disable_user_add': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Only site admins may add users.',
    ...flag,
    value: false,
    public: true,
  },
  'MISP.disableUserSelfManagement': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Only admins may change a profile, a password or an auth key.',
    ...flag,
    value: false,
    public: true,
  },
  'MISP.disable_user_login_change': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Only site admins may change the e-mail address a user signs in with.',
    ...flag,
    value: false,
    public: true,
  },
  'MISP.disable_user_password_change': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Nobody may change a password here; for instances where something else keeps them.',
    ...flag,
    value: false,
    public: true,
  },
  'MISP.disable_seen_ips_authkeys': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Do not keep the addresses from which an auth key was used.',
    ...nullable,
    value: false,
  },
  'MISP.store_api_access_time': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Keep the time of the last use by auth key to the minute instead of to the hour.',
    ...flag,
    value: false,
  },
  'Security.advanced_authkeys': {
    level: 'critical',
    tab: 'Security',
    about: 'A user may have several auth keys, each with its own end, addresses and comment. Off: a new key ends the older ones.',
    ...flag,
    value: true,
    public: true,
    advice: (value: boolean) => (value ? undefined : 'One key per user cannot be rotated without an outage.'),
  },
  'Security.advanced_authkeys_validity': {
    level: 'optional',
    tab: 'Security',
    about: 'Longest life of a new auth key in days; 0 sets no limit.',
    ...number(0, 36_500),
    value: 0,
    public: true,
    wire: { test: 'testForNumeric', type: 'numeric', null: true },
  },
  'Security.mandate_ip_allowlist_advanced_authkeys': {
    level: 'optional',
    tab: 'Security',
    about: 'Every auth key must name the addresses from which it may be used.',
    ...nullable,
    value: false,
    public: true,
  },
  'Security.allow_unsafe_cleartext_apikey_logging': {
    level: 'critical',
    tab: 'Security',
    about: 'Write auth keys to the log in clear instead of masked.',
    ...nullable,
    value: false,
    advice: (value: boolean) => (value ? 'Whoever reads the log can use the keys.' : undefined),
    wire: { test: 'testBoolFalse', type: 'boolean', null: true },
  },
  'Security.log_each_individual_auth_fail': {
    level: 'recommended',
    tab: 'Security',
    about: 'Log every failed use of an auth key instead of one an hour for each key.',
    ...flag,
    value: false,
  },
  'Security.username_in_response_header': {
    level: 'optional',
    tab: 'Security',
    about: 'Answer automation clients with the header X-Username.',
    ...nullable,
    value: false,
  },
  'Security.user_org_uuid_in_response_header': {
    level: 'optional',
    tab: 'Security',
    about: 'Answer automation clients with the header X-UserOrgUUID.',
    ...nullable,
    value: false,
  },
  'Security.password_policy_length': {
    level: 'optional',
    tab: 'Security',
    about: 'The shortest password a user may choose.',
    type: Int.min(6, 'At least 6.').max(255, 'At most 255.'),
    value: 12,
    public: true,
    advice: (value: number) => (value >= 12 ? undefined : 'Shorter than the recommended 12.'),
    wire: { test: 'testPasswordLength', type: 'numeric' },
  },
  'Security.password_policy_complexity': {
    level: 'optional',
    tab: 'Security',
    about:
      'The regular expression a password must match. Empty: a digit or special character, an upper-case and a lower-case letter, or at least 16 characters.',
    type: Text(500).refine(compiles, 'This is no regular expression.'),
    value: '',
    public: true,
    wire: { test: 'testPasswordRegex', type: 'string' },
  },
  'Security.require_password_confirmation': {
    level: 'recommended',
    tab: 'Security',
    about: 'Whoever changes the own password in a browser must give the present one.',
    ...nullable,
    value: true,
    public: true,
  },
  'Security.hide_organisation_index_from_users': {
    level: 'recommended',
    tab: 'Security',
    about: 'Only site admins, and editors of sharing groups, may list organisations.',
    ...nullable,
    value: false,
    public: true,
  },
  'Security.limit_site_admins_to_host_org': {
    level: 'recommended',
    tab: 'Security',
    about: 'Only users of the host organisation may have a site admin role.',
    ...nullable,
    value: false,
    public: true,
  },
  'SecureAuth.amount': {
    level: 'critical',
    tab: 'Security',
    about: 'Failed sign-ins from one address for one e-mail before further ones are refused.',
    ...number(1, 1000),
    value: 5,
  },
  'SecureAuth.expire': {
    level: 'critical',
    tab: 'Security',
    about: 'How many seconds a failed sign-in counts.',
    ...number(1, 86_400),
    value: 300,
  },
  'Session.timeout': {
    level: 'critical',
    tab: 'Security',
    about: 'Minutes without a request after which a browser session ends.',
    ...number(1, 525_600),
    value: 60,
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings
export type SettingValue<N extends SettingName> = z.output<(typeof settings)[N]['type']>
export type SettingValues = { [N in SettingName]: SettingValue<N> }
type PublicName = { [N in SettingName]: (typeof settings)[N] extends { public: true } ? N : never }[SettingName]
/** The settings that rules and the SPA may know. */
export type PublicSettings = Pick<SettingValues, PublicName>

// Object.keys forgets which keys there are, Object.fromEntries which value belongs to which; the catalogue above knows both.
export const settingNames = Object.keys(settings) as SettingName[]
export const isSettingName = (name: string): name is SettingName => Object.hasOwn(settings, name)
/** A setting's entry under the general type, for code that treats all alike. */
export const settingOf = (name: SettingName): Setting => settings[name]
const valuesOf = (names: readonly SettingName[], value: (name: SettingName) => unknown) =>
  Object.fromEntries(names.map((name) => [name, value(name)]))

/** Every setting with the value that `value` gives for its name. */
export const allValues = (value: (name: SettingName) => unknown) => valuesOf(settingNames, value) as SettingValues
export const defaults = allValues((name) => settings[name].value)
const publicNames = settingNames.filter((name) => settingOf(name).public)
/** Only the public part of all values. */
export const publicOf = (values: SettingValues) => valuesOf(publicNames, (name) => values[name]) as unknown as PublicSettings
/** The public part as the SPA reads it. */
export const PublicSettingsSchema = z.object(
  valuesOf(publicNames, () => z.unknown()) as Record<string, z.ZodUnknown>,
) as unknown as z.ZodType<PublicSettings, PublicSettings>
