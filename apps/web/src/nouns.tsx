import { exceeds, isSiteAdmin, mayAssign } from '@reeve/contract/may'
import { authKeys } from '@reeve/contract/resources/authKeys'
import { logs } from '@reeve/contract/resources/logs'
import { organisations } from '@reeve/contract/resources/organisations'
import { extraPerms, permissionLevels, Role, roles } from '@reeve/contract/resources/roles'
import { settingsOperations } from '@reeve/contract/resources/settings'
import { users } from '@reeve/contract/resources/users'
import {
  IconBan,
  IconBuilding,
  IconCheck,
  IconHistory,
  IconKey,
  IconRefresh,
  IconSettings,
  IconShield,
  IconStar,
  IconUsers,
} from '@tabler/icons-react'
import { z } from 'zod'
import type { Row } from './client.ts'
import type { Mark, Noun } from './kit/noun.tsx'
import { Flag } from './kit/Shown.tsx'
import { Time } from './kit/Time.tsx'
import { LevelSelect } from './screens/LevelSelect.tsx'
import { LogEntry } from './screens/LogEntry.tsx'

const text = (key: string) => (row: Row) => (row[key] === null || row[key] === undefined ? '' : String(row[key]))
const Granting = Role.pick({
  perm_admin: true,
  perm_site_admin: true,
  perm_sync: true,
  perm_regexp_access: true,
  restricted_to_site_admin: true,
})
const grants = (role: unknown) => Granting.partial().safeParse(role).data ?? {}
const none = { perm_admin: false, perm_site_admin: false, perm_sync: false, perm_regexp_access: false, restricted_to_site_admin: false }

const userMarks = (row: Row): Mark[] => [
  ...(row.disabled === true ? [{ tone: 'look', label: 'Disabled' } as const] : []),
  ...(row.change_pw === true ? [{ tone: 'plain', label: 'Must change password' } as const] : []),
  ...(hasPassed(row.expiration) ? [{ tone: 'wrong', label: 'Expired' } as const] : []),
]
const hasPassed = (moment: unknown) => typeof moment === 'string' && new Date(moment).getTime() < Date.now()
const month = 30 * 86_400_000
const isNear = (moment: unknown) => typeof moment === 'string' && !hasPassed(moment) && new Date(moment).getTime() < Date.now() + month

const usersNoun: Noun = {
  noun: 'users',
  path: '/users',
  one: 'user',
  many: 'Users',
  about: 'Everybody who may sign in here or use an auth key, with the organisation they belong to and the role that says what they may do.',
  icon: IconUsers,
  operations: users,
  nameOf: text('email'),
  telling: ['email', 'org'],
  model: 'User',
  wire: (row) => `/users/view/${String(row.id)}.json`,
  cells: { gpgkey: (row) => <Flag on={Boolean(row.gpgkey)} /> },
  off: ['last_api_access'],
  initial: ({ org_id, settings }) => ({ org_id, autoalert: settings['MISP.default_publish_alert'] }),
  marks: userMarks,
  mayChange: (actor, row) => isSiteAdmin(actor) || row.id === actor.id || !exceeds(actor, { ...none, ...grants(row.role) }),
  actions: [
    {
      label: 'Disable account',
      icon: IconBan,
      allow: users.edit.allow,
      operation: users.edit,
      applies: (row) => row.disabled === false,
      input: () => ({ disabled: true }),
      undo: () => ({ operation: users.edit, input: { disabled: false } }),
      done: (row) => `${String(row.email)} is disabled: neither password nor auth keys work.`,
    },
    {
      label: 'Enable account',
      icon: IconCheck,
      allow: users.edit.allow,
      operation: users.edit,
      applies: (row) => row.disabled === true,
      input: () => ({ disabled: false }),
      undo: () => ({ operation: users.edit, input: { disabled: true } }),
      done: (row) => `${String(row.email)} is enabled.`,
    },
    {
      label: 'Reset auth key',
      icon: IconRefresh,
      allow: users.resetAuthKey.allow,
      operation: users.resetAuthKey,
      ask: (row) => ({
        title: `Reset the auth key of ${String(row.email)}?`,
        text: 'All auth keys of this account end now, and whatever uses them stops working. A new one is made and shown once.',
        verb: 'Reset auth key',
      }),
      done: (row) => `The auth keys of ${String(row.email)} have ended.`,
    },
  ],
  deleting: {
    irreversible: true,
    says: 'The account, its auth keys and its sessions are gone for good. What it did stays in the log. To keep it for later, disable it instead.',
  },
}

const organisationsNoun: Noun = {
  noun: 'organisations',
  path: '/organisations',
  one: 'organisation',
  many: 'Organisations',
  about: 'Local organisations have users here. Remote ones are only known, so that data can be shared with them.',
  icon: IconBuilding,
  operations: organisations,
  nameOf: text('name'),
  telling: ['name', 'nationality'],
  model: 'Organisation',
  wire: (row) => `/organisations/view/${String(row.id)}.json`,
  marks: (row) => [row.local === false ? { tone: 'plain', label: 'Remote' } : { tone: 'plain', label: 'Local' }],
  off: ['contacts'],
  views: [
    { label: 'Local', filters: { local: 'local' } },
    { label: 'Remote', filters: { local: 'external' } },
    { label: 'All', filters: { local: 'all' } },
  ],
  deleting: { irreversible: true, says: 'This is refused while it has users. What it did stays in the log.' },
}

const flags = Object.entries(extraPerms)
const held = (row: Row) => flags.filter(([perm]) => row[perm] === true).map(([, [label]]) => label)
const levelIn = (row: Row) => permissionLevels[Number(row.permission)]?.label ?? ''

const rolesNoun: Noun = {
  noun: 'roles',
  path: '/roles',
  one: 'role',
  many: 'Roles',
  about: 'A role says what its members may do: one of four levels for events, and extra permissions.',
  icon: IconShield,
  operations: roles,
  nameOf: text('name'),
  telling: ['name', 'permission'],
  model: 'Role',
  wire: (row) => `/roles/view/${String(row.id)}.json`,
  cells: { permission: levelIn },
  extra: [
    {
      key: 'flags',
      label: 'Extra permissions',
      before: 'default_role',
      cell: (row) => <span title={held(row).join(', ')}>{held(row).join(', ') || 'None'}</span>,
    },
  ],
  controls: { permission: LevelSelect },
  marks: (row) => (row.default_role === true ? [{ tone: 'good', label: 'Default role' }] : []),
  mayPick: (actor, row) => mayAssign(actor, { ...none, ...grants(row) }),
  actions: [
    {
      label: 'Make it the default role',
      icon: IconStar,
      allow: roles.setDefault.allow,
      operation: roles.setDefault,
      applies: (row) => row.default_role === false,
      done: (row) => `New users get the role ${String(row.name)} unless told otherwise.`,
    },
  ],
  deleting: { irreversible: false, says: 'This is refused while it has members: give them another role first.' },
}

const keyName = (row: Row) => `${String(row.authkey_start)}…${String(row.authkey_end)}`
const Owner = z.object({ email: z.string() })
const ownerOf = (row: Row) => Owner.safeParse(row.user).data?.email ?? ''

const authKeysNoun: Noun = {
  noun: 'authKeys',
  path: '/auth-keys',
  one: 'auth key',
  many: 'Auth keys',
  about: 'Scripts and other instances come in by auth key. The key itself is shown once, when it is made; here is what is known of it.',
  icon: IconKey,
  operations: authKeys,
  nameOf: keyName,
  telling: ['key', 'user'],
  model: 'AuthKey',
  wire: (row) => `/auth_keys/view/${String(row.id)}.json`,
  cells: { user: ownerOf },
  extra: [{ key: 'key', label: 'Key', before: 'user', cell: keyName }],
  off: ['authkey_start', 'authkey_end'],
  marks: (row) => [
    ...(hasPassed(row.expiration) ? [{ tone: 'wrong', label: 'Expired' } as const] : []),
    ...(isNear(row.expiration) ? [{ tone: 'look', label: 'Expires soon' } as const] : []),
    ...(row.read_only === true ? [{ tone: 'plain', label: 'Read only' } as const] : []),
  ],
  deleting: {
    irreversible: false,
    says: 'Whatever uses this key is refused from now on. To replace it without an outage, add the new key first.',
  },
}

const logsNoun: Noun = {
  noun: 'logs',
  path: '/logs',
  one: 'log entry',
  many: 'Logs',
  about: 'Who did what, and when: every change, every sign-in, every refused key.',
  icon: IconHistory,
  operations: { list: logs.list, view: logs.view },
  nameOf: (row) => [row.action, row.model, row.model_id].filter(Boolean).map(String).join(' '),
  telling: ['action', 'title'],
  pinned: ['email', 'org', 'action', 'title', 'change'],
  pages: { before: 'Newer', after: 'Older' },
  card: (row) => (
    <>
      <span>{String(row.title || row.email)}</span>
      <Time at={String(row.created)} />
    </>
  ),
  overview: LogEntry,
  historyOf: (model, row) => ({ model, model_id: row.id }),
  off: ['model', 'model_id', 'ip'],
}

const settingsNoun: Noun = {
  noun: 'settings',
  path: '/settings',
  one: 'setting',
  many: 'Settings',
  about: 'How this instance behaves. A change holds at once, everywhere, and is logged.',
  icon: IconSettings,
  operations: { list: settingsOperations.list },
  nameOf: text('name'),
  telling: ['name', 'value'],
  hrefOf: (row) => `/settings?search=${encodeURIComponent(String(row.name))}`,
}

/** Every noun that has pages. */
export const nouns = [usersNoun, organisationsNoun, rolesNoun, authKeysNoun, logsNoun, settingsNoun]
/** Those with the generic pages throughout. */
export const resources = [usersNoun, organisationsNoun, rolesNoun, authKeysNoun]
/** The sidebar: what people come for. */
export const groups = [
  { title: 'People', nouns: [usersNoun, organisationsNoun, rolesNoun, authKeysNoun] },
  { title: 'Audit', nouns: [logsNoun] },
  { title: 'Instance', nouns: [settingsNoun] },
]
export { authKeysNoun, logsNoun, settingsNoun }
