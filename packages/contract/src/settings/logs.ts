import { Int, Text } from '../inputs/inputs.ts'
import { nullable, nullableText, number, type Setting } from './entry.ts'

const discouraged = { test: 'testBoolFalse', type: 'boolean', null: true } as const
const grows = (value: boolean) => (value ? 'Every request leaves a row: the table grows fast, and tells much about people.' : undefined)

const kept = (what: string) =>
  ({
    level: 'recommended',
    tab: 'MISP',
    about: `How many days ${what} are kept; 0 is for ever. Whole months go.`,
    ...number(0, 36_500),
    value: 0,
  }) as const
const undoable = 31
const syslogServer = Text(255).regex(
  /^((udp|tcp):\/\/(\[[\da-fA-F:]+\]|[\w.-]+)(:\d{1,5})?)?$/,
  'Write it as udp://host:514 or tcp://host:514.',
)

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
  'Logs.retention_days_auth': kept('log entries about signing in and keys'),
  'Logs.retention_days_request': kept('log entries about single requests'),
  'Logs.retention_days_email': kept('log entries about mails'),
  'Logs.retention_days_settings': kept('log entries about settings and updates'),
  'Logs.retention_days_data': {
    ...kept('log entries about changes of data'),
    type: Int.min(0, 'At least 0.')
      .max(36_500, 'At most 36500.')
      .refine((days) => days === 0 || days >= undoable, `At least ${undoable}, or 0 for ever: changes can be undone for 30 days.`),
  },
  'Logs.retention_days_access': kept('requests in the access log'),
  'Logs.archive': {
    level: 'recommended',
    tab: 'MISP',
    about: 'Write log entries to a packed file in the data folder (archive) before they are removed.',
    ...nullable,
    value: true,
  },
  'Security.syslog': {
    level: 'critical',
    tab: 'Security',
    about: 'Copy log entries, but for single requests, to syslog.',
    ...nullable,
    value: false,
  },
  'Security.syslog_server': {
    level: 'optional',
    tab: 'Security',
    about: 'Where syslog listens (RFC 5424): udp://host:514 or tcp://host:514. Empty: only what Security.syslog_to_stderr says.',
    type: syslogServer,
    value: 'udp://127.0.0.1:514',
    wire: nullableText,
  },
  'Security.syslog_to_stderr': {
    level: 'optional',
    tab: 'Security',
    about: 'While syslog is on, the worker also prints its lines on stderr.',
    ...nullable,
    value: true,
  },
  'Security.syslog_ident': {
    level: 'optional',
    tab: 'Security',
    about: 'The name of this program in lines of syslog.',
    type: Text(48),
    value: 'reeve',
    wire: nullableText,
  },
} as const satisfies Record<string, Setting>
