import { authKeys } from '@reeve/contract/access/authKeys'
import { logs } from '@reeve/contract/audit/logs'
import { alerts } from '@reeve/contract/instance/alerts'
import { settingsOperations } from '@reeve/contract/instance/settings'
import type { Operation } from '@reeve/contract/kernel/operation'
import { mails } from '@reeve/contract/mail/mails'
import { roles } from '@reeve/contract/people/roles'
import { users } from '@reeve/contract/people/users'
import { useQueries } from '@tanstack/react-query'
import { type Page, pageQuery, type Row } from '../kit/client/client.ts'
import { useMay } from '../kit/client/session.tsx'
import type { Tone } from '../kit/feedback/Mark.tsx'
import { counted, wordOf } from '../kit/text/format.ts'
import { inDays, todayAt } from '../kit/text/moments.ts'

export type Line = { noun: string; count: number; tone: Tone; text: string; verb: string; to: string }
type Source = { list: Operation; input: Row; read: (page: Page) => Line[] }

const line = (count: number, said: Omit<Line, 'count'>): Line[] => (count > 0 ? [{ ...said, count }] : [])

const failures = () => ({ action: ['login_fail', 'auth_fail'], from: todayAt() })
const expiring = () => ({ expires_from: inDays(0), expires_to: inDays(30) })
const queryOf = (input: Row) =>
  new URLSearchParams(Object.entries(input).flatMap(([key, value]) => [value].flat().map((one) => [key, wordOf(one)])))

const ofSettings = ({ rows }: Page): Line[] => {
  const wrong = rows.filter(({ problem }) => problem)
  const critical = wrong.filter(({ level }) => level === 'critical').length
  const said = { noun: 'settings', verb: 'Review settings', to: '/settings?only=problems' }
  return [
    ...line(critical, {
      ...said,
      tone: 'wrong',
      text: `${counted(critical, 'critical setting needs', 'critical settings need')} attention.`,
    }),
    ...line(wrong.length - critical, {
      ...said,
      tone: 'look',
      text: `${counted(wrong.length - critical, 'setting differs', 'settings differ')} from what is recommended.`,
    }),
  ]
}

const ofRoles = ({ rows }: Page) =>
  line(rows.some(({ default_role }) => default_role === true) ? 0 : 1, {
    noun: 'roles',
    tone: 'look',
    text: 'No role is the default: scripts that add users must name one.',
    verb: 'Choose a role',
    to: '/roles',
  })

const ofKeys = ({ total }: Page) =>
  line(total, {
    noun: 'authKeys',
    tone: 'look',
    text: `${counted(total, 'auth key ends', 'auth keys end')} within 30 days. Whatever uses them stops working then.`,
    verb: 'Show keys',
    to: `/auth-keys?${queryOf({ ...expiring(), sort: 'expiration' })}`,
  })

const ofRefusals = ({ total }: Page) =>
  line(total, {
    noun: 'logs',
    tone: 'look',
    text: `${counted(total, 'sign-in or key was', 'sign-ins or keys were')} refused today.`,
    verb: 'Show entries',
    to: `/logs?${queryOf(failures())}`,
  })

const ofIdle = ({ total }: Page) =>
  line(total, {
    noun: 'users',
    tone: 'plain',
    text: `${counted(total, 'enabled user has', 'enabled users have')} neither signed in nor used the API for 30 days.`,
    verb: 'Show users',
    to: '/users?inactive=1&disabled=0',
  })

const lately = (status: string) => ({ status, from: inDays(-7) })
const ofMails =
  (status: string, one: string, many: string) =>
  ({ total }: Page) =>
    line(total, {
      noun: 'mails',
      tone: 'look',
      text: `${counted(total, one, many)} within 7 days.`,
      verb: 'Show mails',
      to: `/mails?${queryOf(lately(status))}`,
    })
const placesOf: Record<string, { verb: string; to: string }> = {
  worker: { verb: 'Show workers', to: '/workers' },
  queue: { verb: 'Show workers', to: '/workers' },
  wait: { verb: 'Show workers', to: '/workers' },
  task: { verb: 'Show tasks', to: '/tasks' },
}
const ofAlerts = ({ rows }: Page): Line[] =>
  rows.map(({ key, message }) => ({
    noun: 'workers',
    count: 1,
    tone: 'wrong',
    text: wordOf(message),
    ...(placesOf[wordOf(key).split(' ')[0] ?? ''] ?? { verb: 'Show workers', to: '/workers' }),
  }))

/** What is asked, and what the answer means. */
const sources = (): Source[] => [
  { list: alerts.list, input: { open: '1', limit: 20 }, read: ofAlerts },
  { list: settingsOperations.list, input: { limit: 1000 }, read: ofSettings },
  { list: roles.list, input: { limit: 1000 }, read: ofRoles },
  { list: authKeys.list, input: { ...expiring(), limit: 1 }, read: ofKeys },
  { list: logs.list, input: { ...failures(), limit: 1 }, read: ofRefusals },
  { list: mails.list, input: { ...lately('refused'), limit: 1 }, read: ofMails('refused', 'mail was refused', 'mails were refused') },
  { list: mails.list, input: { ...lately('in_doubt'), limit: 1 }, read: ofMails('in_doubt', 'mail is in doubt', 'mails are in doubt') },
  { list: mails.list, input: { ...lately('not_sent'), limit: 1 }, read: ofMails('not_sent', 'mail was not sent', 'mails were not sent') },
  { list: users.list, input: { inactive: '1', disabled: '0', limit: 1 }, read: ofIdle },
]

/** What needs attention now, of what this role may see. */
export const useAttention = () => {
  const may = useMay()
  const asked = sources().filter(({ list }) => may(list.allow) && (list.name !== 'roles.list' || may(roles.edit.allow)))
  const found = useQueries({ queries: asked.map(({ list, input }) => ({ ...pageQuery(list, input), staleTime: 60_000 })) })
  const lines = asked.flatMap(({ read }, index) => {
    const page = found[index]?.data
    return page ? read(page) : []
  })
  return { lines, settled: found.every(({ isPending }) => !isPending), failed: found.find(({ error }) => error)?.error ?? undefined }
}
