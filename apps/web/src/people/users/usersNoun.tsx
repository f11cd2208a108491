import { Anchor } from '@mantine/core'
import { accessLogs } from '@reeve/contract/audit/accessLogs'
import { pages } from '@reeve/contract/pages'
import { userMail } from '@reeve/contract/people/userMail'
import { users } from '@reeve/contract/people/users'
import { IconBan, IconCheck, IconFileImport, IconId, IconListSearch, IconMail, IconPassword, IconUsers } from '@tabler/icons-react'
import { Link } from 'react-router'
import { z } from 'zod'
import type { Row } from '../../kit/client/client.ts'
import type { Fact } from '../../kit/layout/Facts.tsx'
import { wordOf } from '../../kit/text/format.ts'
import { hasPassed } from '../../kit/text/moments.ts'
import { Time } from '../../kit/text/Time.tsx'
import { lazily } from '../../resource/noun/lazily.tsx'
import type { Mark, Noun } from '../../resource/noun/noun.tsx'
import { isOverseen, mayTouch, seesSettings } from './mayTouch.ts'
import { disable, userActions } from './userActions.ts'

const UserKeyShown = lazily(async () => (await import('../../mail/UserKeyField.tsx')).UserKeyShown)
const AuthKeysOf = lazily(async () => (await import('../../access/AuthKeyList.tsx')).AuthKeysOf)
const SessionsOf = lazily(async () => (await import('../../access/Sessions.tsx')).SessionsOf)
const UserKeyField = lazily(async () => (await import('../../mail/UserKeyField.tsx')).UserKeyField)
const ActionsOf = lazily(async () => (await import('./ActionsOf.tsx')).ActionsOf)
const SettingsOf = lazily(async () => (await import('./UserSettings.tsx')).SettingsOf)

const userMarks = (row: Row): Mark[] => [
  ...(row.disabled === true ? [{ tone: 'look', label: 'Disabled' } as const] : []),
  ...(row.change_pw === true ? [{ tone: 'plain', label: 'Must change password' } as const] : []),
  ...(row.monitored === true ? [{ tone: 'look', label: 'Watched' } as const] : []),
  ...(hasPassed(row.expiration) ? [{ tone: 'wrong', label: 'Expired' } as const] : []),
]

const NameOf = z.object({ id: z.number(), name: z.string() })
const linkTo = (path: string, said: unknown) => {
  const { data } = NameOf.safeParse(said)
  return (
    data && (
      <Anchor component={Link} to={`${path}/${data.id}`}>
        {data.name}
      </Anchor>
    )
  )
}
/** When the user was last here, by sign-in or auth key. */
const lastSeen = (row: Row) => {
  const [latest] = [row.current_login, row.last_api_access].filter((at) => typeof at === 'string').toSorted((a, b) => b.localeCompare(a))
  return latest ? <Time at={latest} /> : 'Never'
}
const userFacts = (row: Row): Fact[] => [
  ['Organisation', linkTo(pages.organisations, row.org)],
  ['Role', linkTo(pages.roles, row.role)],
  ['Last seen', lastSeen(row)],
  ['Auth keys', typeof row.auth_key_count === 'number' && wordOf(row.auth_key_count)],
]

/** The list, page and forms of users. */
export const usersNoun: Noun = {
  noun: 'users',
  path: pages.users,
  one: 'user',
  many: 'Users',
  about: 'People who sign in here or use an auth key, with their organisation and role.',
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
  facts: userFacts,
  tabs: [
    { label: 'Auth keys', show: AuthKeysOf, applies: isOverseen },
    { label: 'Sessions', show: SessionsOf, applies: isOverseen },
    { label: 'Settings', show: SettingsOf, applies: seesSettings },
    { label: 'Actions by this user', show: ActionsOf, applies: (actor) => actor.perms.has('perm_audit') },
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
      says: 'These users cannot sign in and their auth keys are refused until the accounts are enabled again.',
      done: 'disabled',
    },
    {
      label: 'Enable accounts',
      icon: IconCheck,
      operation: users.editMany,
      set: { disabled: false },
      says: 'These users can sign in again, and their auth keys work again.',
      done: 'enabled',
    },
    {
      label: 'Change role',
      icon: IconId,
      operation: users.editMany,
      set: {},
      choice: { key: 'role_id', label: 'Role', of: 'roles' },
      says: 'The new role applies from the next request of each user.',
      done: 'changed',
    },
    {
      label: 'Force password change',
      icon: IconPassword,
      operation: users.editMany,
      set: { change_pw: true },
      says: 'Each of these users must choose a new password at the next sign-in. Auth keys keep working.',
      done: 'must change their password',
    },
  ],
  deleting: {
    irreversible: true,
    says: 'This cannot be undone. A disabled account keeps its data and refuses sign-ins and auth keys.',
    instead: { action: disable, verb: 'Disable instead' },
  },
}
