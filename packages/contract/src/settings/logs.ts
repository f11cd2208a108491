import { nullable, type Setting } from './entry.ts'

const discouraged = { test: 'testBoolFalse', type: 'boolean', null: true } as const
const grows = (value: boolean) => (value ? 'Every request leaves a row: the table grows fast, and tells much about people.' : undefined)

/** What is kept of requests (operations 5.8). */
export const logsSettings = {
  'MISP.log_paranoid': {
    level: 'critical',
    tab: 'MISP',
    about: 'Keep every request of everybody who is signed in, or asks with an auth key, in the access log.',
    ...nullable,
    value: false,
    advice: grows,
    wire: discouraged,
  },
  'MISP.log_paranoid_api': {
    level: 'critical',
    tab: 'MISP',
    about: 'Keep every request that comes with an auth key in the access log.',
    ...nullable,
    value: false,
    advice: grows,
    wire: discouraged,
  },
  'MISP.log_paranoid_skip_db': {
    level: 'critical',
    tab: 'MISP',
    about: 'Keep nothing of requests in the database, whatever the other settings say.',
    ...nullable,
    value: false,
  },
  'MISP.log_paranoid_include_post_body': {
    level: 'critical',
    tab: 'MISP',
    about: 'Keep what was sent along with a change in the access log. Passwords and keys in it are masked.',
    ...nullable,
    value: false,
  },
  'MISP.log_paranoid_include_sql_queries': {
    level: 'critical',
    tab: 'MISP',
    about: 'Keep the questions a request put to the database in the access log, without their values.',
    ...nullable,
    value: false,
  },
  'MISP.log_skip_access_logs_in_application_logs': {
    level: 'critical',
    tab: 'MISP',
    about: 'Keep requests in the access log only, and not once more in the log.',
    ...nullable,
    value: false,
    advice: (value: boolean) => (value ? undefined : 'While the access log is on, each request is written twice.'),
    wire: { test: 'testBoolTrue', type: 'boolean', null: true },
  },
  'MISP.log_user_ips': {
    level: 'critical',
    tab: 'MISP',
    about: 'Remember for 30 days from which addresses users came, and who last came from an address.',
    ...nullable,
    value: false,
  },
  'Security.user_monitoring_enabled': {
    level: 'recommended',
    tab: 'Security',
    about: 'Site admins may have all requests of single users kept in the access log.',
    ...nullable,
    value: false,
  },
} as const satisfies Record<string, Setting>
