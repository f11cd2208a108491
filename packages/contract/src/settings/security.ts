import { Int, Text } from '../inputs/inputs.ts'
import { flag, nullable, number, type Setting } from './entry.ts'

const compiles = (pattern: string) => {
  try {
    return pattern === '' || new RegExp(bare(pattern)).source !== ''
  } catch {
    return false
  }
}
/** A pattern as MISP stores it, between slashes, or bare. */
export const bare = (pattern: string) => /^\/(.*)\/$/s.exec(pattern)?.[1] ?? pattern
type Policy = { 'Security.password_policy_length': number; 'Security.password_policy_complexity': string }
/** What a new password must be like, for those who choose one. */
export const policyInWords = ({ 'Security.password_policy_length': shortest, 'Security.password_policy_complexity': pattern }: Policy) =>
  pattern
    ? `At least ${shortest} characters, matching ${pattern}.`
    : `At least ${shortest} characters, with upper-case and lower-case letters and a digit or special character; or at least 16 characters of any kind.`

/** Keys, passwords and who sees whom. */
export const securitySettings = {
  'Security.advanced_authkeys': {
    level: 'critical',
    tab: 'Security',
    about:
      'Each user manages several auth keys, which expire on their own. Off: each user has one key of their own, which only a reset replaces.',
    ...flag,
    value: true,
    public: true,
    advice: (value: boolean) => (value ? undefined : 'Resetting the one key of a user interrupts the scripts that use it.'),
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
} as const satisfies Record<string, Setting>
