import { accessLogs } from '@reeve/contract/resources/accessLogs'
import { totp } from '@reeve/contract/resources/totp'
import { userMail } from '@reeve/contract/resources/userMail'
import { users } from '@reeve/contract/resources/users'
import {
  IconBan,
  IconCheck,
  IconDeviceMobileOff,
  IconEye,
  IconEyeOff,
  IconFileImport,
  IconId,
  IconListSearch,
  IconMail,
  IconPassword,
  IconRefresh,
  IconUsers,
} from '@tabler/icons-react'
import type { Row } from '../client.ts'
import type { Mark, Noun } from '../kit/noun.tsx'
import { wordOf } from '../kit/words.ts'
import { KeyField, KeyShown } from '../screens/KeyField.tsx'
import { KeysOf } from '../screens/KeyList.tsx'
import { SessionsOf } from '../screens/Sessions.tsx'
import { SettingsOf } from '../screens/UserSettings.tsx'
import { isOverseen, mayTouch, seesSettings } from './grantsOf.ts'
import { hasPassed } from './moments.ts'

const userMarks = (row: Row): Mark[] => [
  ...(row.disabled === true ? [{ tone: 'look', label: 'Disabled' } as const] : []),
  ...(row.change_pw === true ? [{ tone: 'plain', label: 'Must change password' } as const] : []),
  ...(row.monitored === true ? [{ tone: 'look', label: 'Watched' } as const] : []),
  ...(hasPassed(row.expiration) ? [{ tone: 'wrong', label: 'Expired' } as const] : []),
]

/** Users (manual: Users). */
export const usersNoun: Noun = {
  noun: 'users',
  path: '/users',
  one: 'user',
  many: 'Users',
  about: 'Everybody who may sign in here or use an auth key, with their organisation and role.',
  icon: IconUsers,
  operations: users,
  nameOf: (row) => wordOf(row.email),
  telling: ['email', 'org'],
  model: 'User',
  wire: (row) => `/users/view/${wordOf(row.id)}.json`,
  cells: { gpgkey: (row) => <KeyShown row={row} /> },
  controls: { gpgkey: KeyField },
  off: ['contactalert', 'nids_sid', 'termsaccepted', 'last_api_access', 'disabled'],
  initial: ({ org_id, settings }) => ({ org_id, autoalert: settings['MISP.default_publish_alert'] }),
  marks: userMarks,
  tabs: [
    { label: 'Auth keys', show: KeysOf, applies: isOverseen },
    { label: 'Sessions', show: SessionsOf, applies: isOverseen },
    { label: 'Settings', show: SettingsOf, applies: seesSettings },
  ],
  mayChange: mayTouch,
  actions: [
    {
      label: 'Disable account',
      icon: IconBan,
      allow: users.edit.allow,
      operation: users.edit,
      applies: (row) => row.disabled === false,
      input: () => ({ disabled: true }),
      undo: () => ({ operation: users.edit, input: { disabled: false } }),
      done: (row) => `${wordOf(row.email)} is disabled: neither password nor auth keys work.`,
    },
    {
      label: 'Enable account',
      icon: IconCheck,
      allow: users.edit.allow,
      operation: users.edit,
      applies: (row) => row.disabled === true,
      input: () => ({ disabled: false }),
      undo: () => ({ operation: users.edit, input: { disabled: true } }),
      done: (row) => `${wordOf(row.email)} is enabled.`,
    },
    {
      label: 'Mail a new password',
      icon: IconPassword,
      allow: userMail.resetPassword.allow,
      operation: userMail.resetPassword,
      applies: (row) => row.disabled === false,
      ask: (row) => ({
        title: `Mail ${wordOf(row.email)} a new password?`,
        text: 'It takes the place of the present one as soon as the mail is accepted, must be changed at the next sign-in, and ends all sessions. If no mail leaves, nothing changes.',
        verb: 'Mail a new password',
        choice: {
          key: 'first_time',
          label: 'Which mail',
          options: [
            { value: 'false', label: 'Password reset' },
            { value: 'true', label: 'Welcome, first time registration' },
          ],
        },
      }),
      done: (row) => `A mail with a new password to ${wordOf(row.email)} is queued. The Mails page shows what becomes of it.`,
    },
    {
      label: 'Reset auth key',
      icon: IconRefresh,
      allow: users.resetAuthKey.allow,
      operation: users.resetAuthKey,
      ask: (row) => ({
        title: `Reset the auth key of ${wordOf(row.email)}?`,
        text: 'All auth keys of this account end now, and whatever uses them stops working. A new one is made and shown once.',
        verb: 'Reset auth key',
      }),
      done: (row) => `The auth keys of ${wordOf(row.email)} have ended.`,
    },
    {
      label: 'Take one-time passwords away',
      icon: IconDeviceMobileOff,
      allow: totp.delete.allow,
      operation: totp.delete,
      applies: (row) => row.totp_is_set === true,
      ask: (row) => ({
        title: `Take the one-time passwords of ${wordOf(row.email)} away?`,
        text: 'For when the device and the recovery codes are lost. The password alone opens the account until new ones are set up.',
        verb: 'Take away',
      }),
      done: (row) => `${wordOf(row.email)} signs in without a one-time password.`,
    },
    {
      label: 'Watch',
      icon: IconEye,
      allow: accessLogs.monitor.allow,
      operation: accessLogs.monitor,
      applies: (row) => row.monitored === false,
      input: ({ id }) => ({ user_id: id, monitored: true }),
      undo: ({ id }) => ({ operation: accessLogs.monitor, input: { user_id: id, monitored: false } }),
      done: (row) => `${wordOf(row.email)} is watched: every request is kept, with what is sent along.`,
    },
    {
      label: 'Stop watching',
      icon: IconEyeOff,
      allow: accessLogs.monitor.allow,
      operation: accessLogs.monitor,
      applies: (row) => row.monitored === true,
      input: ({ id }) => ({ user_id: id, monitored: false }),
      undo: ({ id }) => ({ operation: accessLogs.monitor, input: { user_id: id, monitored: true } }),
      done: (row) => `${wordOf(row.email)} is no longer watched. What was recorded stays.`,
    },
  ],
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
    instead: { action: 'Disable account', verb: 'Disable instead' },
  },
}
