import type { AttentionLine } from '@reeve/contract/instance/attention'
import { roles } from '@reeve/contract/people/roles'
import type { ReadContext } from '../context.ts'
import { type Found, pageWith, type Question } from './question.ts'

type Source = Question & { read: (found: Found) => AttentionLine[] }
type Words = readonly [one: string, many: string]

const number = new Intl.NumberFormat('en')
const said = (count: number, [one, many]: Words) => `${number.format(count)} ${count === 1 ? one : many}`
const day = 86_400_000
const hour = 3_600_000

/** One line where anything is found, with the count in words and the list that shows it. */
const countedIn = (
  question: Question,
  line: Pick<AttentionLine, 'key' | 'tone' | 'action'> & { noun?: string; words: Words; rest: string },
): Source => ({
  ...question,
  read: ({ total }) => {
    const { words, rest, noun = question.list, ...more } = line
    if (total === 0) return []
    return [{ ...more, noun, count: total, message: `${said(total, words)}${rest}`, page: pageWith(question.list, question.filters) }]
  },
})

const ofAlerts: Source = {
  list: 'alerts',
  filters: { open: '1' },
  limit: 20,
  read: ({ rows }) =>
    rows.map(({ key, message }) => {
      const noun = String(key).startsWith('task ') ? 'tasks' : 'workers'
      const action = noun === 'tasks' ? 'Show tasks' : 'Show workers'
      return { key: `alert ${String(key)}`, noun, tone: 'wrong', count: 1, message: String(message), action, page: pageWith(noun, {}) }
    }),
}

const ofSettings: Source = {
  list: 'settings',
  filters: {},
  limit: 1000,
  read: ({ rows }) => {
    const wrong = rows.filter(({ problem }) => problem)
    const critical = wrong.filter(({ level }) => level === 'critical').length
    const other = wrong.length - critical
    const shared = { noun: 'settings', action: 'Review settings', page: pageWith('settings', { only: 'problems' }) }
    const inCritical = said(critical, ['critical setting needs attention.', 'critical settings need attention.'])
    const inOther = said(other, ['setting differs from its recommended value.', 'settings differ from their recommended values.'])
    return [
      ...(critical > 0 ? [{ ...shared, key: 'criticalSettings', tone: 'wrong' as const, count: critical, message: inCritical }] : []),
      ...(other > 0 ? [{ ...shared, key: 'settings', tone: 'look' as const, count: other, message: inOther }] : []),
    ]
  },
}

const ofRoles: Source = {
  list: 'roles',
  filters: {},
  limit: 1000,
  read: ({ rows }) => {
    if (rows.some(({ default_role }) => default_role === true)) return []
    const message = 'No role is the default. Scripts that add users must name one.'
    return [{ key: 'defaultRole', noun: 'roles', tone: 'look', count: 1, message, action: 'Choose a role', page: pageWith('roles', {}) }]
  },
}

const ofMails = (status: string, from: string, words: Words) =>
  countedIn(
    { list: 'mails', filters: { status, from } },
    { key: `mails ${status}`, tone: 'look', action: 'Show mails', words, rest: ' in the last 7 days.' },
  )

/** A moment some days from now, cut to the hour, so that an address stays the same for a while. */
type InDays = (days: number) => string

const ofWork = (inDays: InDays): Source[] => [
  countedIn(
    { list: 'registrations', filters: {} },
    { key: 'registrations', tone: 'look', action: 'Review', words: ['registration waits', 'registrations wait'], rest: ' for a decision.' },
  ),
  countedIn(
    { list: 'jobs', filters: { status: 'failed', created_from: inDays(-7) } },
    { key: 'failedJobs', tone: 'wrong', action: 'Show jobs', words: ['job', 'jobs'], rest: ' failed in the last 7 days.' },
  ),
]

const ofAccess = (inDays: InDays, today: Date): Source[] => [
  countedIn(
    { list: 'authKeys', filters: { expires_from: inDays(0), expires_to: inDays(30), sort: 'expiration' } },
    { key: 'expiringKeys', tone: 'look', action: 'Show keys', words: ['auth key expires', 'auth keys expire'], rest: ' within 30 days.' },
  ),
  countedIn(
    { list: 'logs', filters: { action: ['login_fail', 'auth_fail'], from: today.toISOString() } },
    {
      key: 'refusals',
      tone: 'look',
      action: 'Show entries',
      words: ['sign-in or key was', 'sign-ins or keys were'],
      rest: ' refused today.',
    },
  ),
]

const idleUsers = countedIn(
  { list: 'users', filters: { inactive: '1', disabled: '0' } },
  {
    key: 'idleUsers',
    tone: 'plain',
    action: 'Show users',
    words: ['enabled user has', 'enabled users have'],
    rest: ' neither signed in nor used the API for 30 days.',
  },
)

/** What is asked of the lists, and what their answers mean. */
export const attentionSources = ({ actor, settings, ports }: ReadContext, today: Date): Source[] => {
  const now = Math.floor(ports.now().getTime() / hour) * hour
  const inDays: InDays = (days) => new Date(now + days * day).toISOString()
  return [
    ofAlerts,
    ofSettings,
    ...ofWork(inDays),
    ...(roles.edit.allow.test(actor, settings) ? [ofRoles] : []),
    ...ofAccess(inDays, today),
    ofMails('refused', inDays(-7), ['mail was refused', 'mails were refused']),
    ofMails('in_doubt', inDays(-7), ['mail is in doubt', 'mails are in doubt']),
    ofMails('not_sent', inDays(-7), ['mail was not sent', 'mails were not sent']),
    idleUsers,
  ]
}
