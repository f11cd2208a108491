import { accessLogs } from '@reeve/contract/audit/accessLogs'
import { pages } from '@reeve/contract/pages'
import { userMail } from '@reeve/contract/people/userMail'
import { users } from '@reeve/contract/people/users'
import { IconBan, IconCheck, IconFileImport, IconId, IconListSearch, IconMail, IconPassword, IconUsers } from '@tabler/icons-react'
import { AuthKeysOf } from '../../access/AuthKeyList.tsx'
import { SessionsOf } from '../../access/Sessions.tsx'
import type { Row } from '../../kit/client/client.ts'
import { wordOf } from '../../kit/text/format.ts'
import { hasPassed } from '../../kit/text/moments.ts'
import { UserKeyField, UserKeyShown } from '../../mail/UserKeyField.tsx'
import type { Mark, Noun } from '../../resource/noun/noun.tsx'
import { isOverseen, mayTouch, seesSettings } from './mayTouch.ts'
import { SettingsOf } from './UserSettings.tsx'
import { disable, userActions } from './userActions.ts'

const userMarks = (row: Row): Mark[] => [
  ...(row.disabled === true ? [{ tone: 'look', label: 'Disabled' } as const] : []),
  ...(row.change_pw === true ? [{ tone: 'plain', label: 'Must change password' } as const] : []),
  ...(row.monitored === true ? [{ tone: 'look', label: 'Watched' } as const] : []),
  ...(hasPassed(row.expiration) ? [{ tone: 'wrong', label: 'Expired' } as const] : []),
]

/** The list, page and forms of users. */
export const usersNoun: Noun = {
  noun: 'users',
  path: pages.users,
  one: 'user',
  many: 'Users',
  about: 'Everybody who may sign in here or use an auth key, with their organisation and role.',
  icon: IconUsers,
  operations: users,
  nameOf: (row) => wordOf(row.email),
  telling: ['email', 'org'],
  model: 'User',
  wire: (row) => `/users/view/${wordOf(row.id)}.json`,
  cells: { gpgkey: (row) => <UserKeyShown row={row} /> },
  controls: { gpgkey: UserKeyField },
  off: ['contactalert', 'nids_sid', 'termsaccepted', 'last_api_access', 'disabled'],
  initial: ({ org_id, settings }) => ({ org_id, autoalert: settings['MISP.default_publish_alert'] }),
  marks: userMarks,
  tabs: [
    { label: 'Auth keys', show: AuthKeysOf, applies: isOverseen },
    { label: 'Sessions', show: SessionsOf, applies: isOverseen },
    { label: 'Settings', show: SettingsOf, applies: seesSettings },
  ],
  mayChange: mayTouch,
  actions: userActions,
  links: [
    { label: 'Contact', icon: IconMail, allow: userMail.write.allow, to: (row) => `/contact?user=${wordOf(row.id)}` },
    {
      label: 'Recorded requests',
      icon: IconListSearch,
      allow: accessLogs.list.allow,
      to: (row) => `/requests?user_id=${wordOf(row.id)}`,
    },
  ],
  also: [{ label: 'Import users', icon: IconFileImport, allow: users.import.allow, to: '/users/import' }],
  bulk: [
    {
      label: 'Disable accounts',
      icon: IconBan,
      operation: users.editMany,
      set: { disabled: true },
      says: 'Neither passwords nor auth keys of these accounts work until they are enabled again.',
      done: 'disabled',
    },
    {
      label: 'Enable accounts',
      icon: IconCheck,
      operation: users.editMany,
      set: { disabled: false },
      says: 'Passwords and auth keys of these accounts work again.',
      done: 'enabled',
    },
    {
      label: 'Change role',
      icon: IconId,
      operation: users.editMany,
      set: {},
      choice: { key: 'role_id', label: 'Role', of: 'roles' },
      says: 'The role says what these users may do, from their next request on.',
      done: 'changed',
    },
    {
      label: 'Force password change',
      icon: IconPassword,
      operation: users.editMany,
      set: { change_pw: true },
      says: 'At the next sign-in each of them must choose a new password. Auth keys go on working.',
      done: 'must change their password',
    },
  ],
  deleting: {
    irreversible: true,
    says: 'The account is gone for good. Disabled, it would keep everything and open to nobody.',
    instead: { action: disable, verb: 'Disable instead' },
  },
}
