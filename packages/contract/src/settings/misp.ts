import { z } from 'zod'
import { Text } from '../inputs/inputs.ts'
import { flag, isZone, nullable, number, type Setting, text } from './entry.ts'

const BaseUrl = z.union([
  z.literal(''),
  Text(255).regex(/^https?:\/\/[^/\s]+(\/[^/\s]+)?$/, 'Write it as https://host[:port][/path], without a slash at the end.'),
])

/** The instance itself, and what its users may do alone. */
export const mispSettings = {
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
    wire: text,
  },
  'MISP.title_text': {
    level: 'optional',
    tab: 'MISP',
    about: 'The name of this service in the titles of its pages.',
    type: Text(100),
    value: 'Reeve',
    public: true,
    wire: text,
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
} as const satisfies Record<string, Setting>
