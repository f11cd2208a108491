import { totp } from '@reeve/contract/access/totp'
import { accessLogs } from '@reeve/contract/audit/accessLogs'
import { userMail } from '@reeve/contract/people/userMail'
import { users } from '@reeve/contract/people/users'
import { IconBan, IconCheck, IconDeviceMobileOff, IconEye, IconEyeOff, IconMailForward, IconRefresh } from '@tabler/icons-react'
import type { Row } from '../../kit/client/client.ts'
import { wordOf } from '../../kit/text/format.ts'
import type { RowAction } from '../../resource/noun/noun.tsx'

type Said = Pick<RowAction, 'label' | 'icon' | 'done' | 'first'>
type Switched = Pick<RowAction, 'operation'> & { field: string; input: (row: Row, on: boolean) => Row }

/** An action that sets a flag of a user; its undo sets the flag back. */
const turning =
  ({ operation, field, input }: Switched) =>
  (on: boolean, said: Said): RowAction => ({
    ...said,
    operation,
    allow: operation.allow,
    applies: (row) => row[field] === !on,
    input: (row) => input(row, on),
    undo: (row) => ({ operation, input: input(row, !on) }),
  })
const disabling = turning({ operation: users.edit, field: 'disabled', input: (_, disabled) => ({ disabled }) })
const watching = turning({
  operation: accessLogs.monitor,
  field: 'monitored',
  input: ({ id }, monitored) => ({ user_id: id, monitored }),
})

/** Offered in place of deleting a user. */
export const disable = disabling(true, {
  label: 'Disable account',
  icon: IconBan,
  first: true,
  done: (row) => `${wordOf(row.email)} is disabled. Sign-ins and auth keys are refused.`,
})

/** Actions on a user besides editing and deleting. */
export const userActions: RowAction[] = [
  {
    label: 'Mail a new password',
    icon: IconMailForward,
    first: true,
    allow: userMail.resetPassword.allow,
    operation: userMail.resetPassword,
    applies: (row) => row.disabled === false,
    ask: (row) => ({
      title: `Mail ${wordOf(row.email)} a new password?`,
      text: 'Once the mail server accepts the mail, the new password replaces the current one and all sessions end. The user must change it at the next sign-in. If the mail is not sent, nothing changes.',
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
    done: (row) => `A mail with a new password for ${wordOf(row.email)} is queued. Mails shows its delivery.`,
  },
  {
    label: 'Reset auth key',
    icon: IconRefresh,
    first: true,
    allow: users.resetAuthKey.allow,
    operation: users.resetAuthKey,
    ask: (row) => ({
      title: `Reset the auth key of ${wordOf(row.email)}?`,
      text: 'All auth keys of this user end now. Scripts that use them stop working. A new key is made and shown once.',
      verb: 'Reset auth key',
    }),
    done: (row) => `The auth keys of ${wordOf(row.email)} have ended.`,
  },
  disable,
  disabling(false, { label: 'Enable account', icon: IconCheck, first: true, done: (row) => `${wordOf(row.email)} is enabled.` }),
  {
    label: 'Remove one-time passwords',
    icon: IconDeviceMobileOff,
    allow: totp.delete.allow,
    operation: totp.delete,
    applies: (row) => row.totp_is_set === true,
    ask: (row) => ({
      title: `Remove the one-time passwords of ${wordOf(row.email)}?`,
      text: 'Do this when the device and the recovery codes are lost. The user signs in with the password alone until new one-time passwords are set up.',
      verb: 'Remove',
    }),
    done: (row) => `${wordOf(row.email)} signs in without a one-time password.`,
  },
  watching(true, {
    label: 'Watch',
    icon: IconEye,
    done: (row) => `${wordOf(row.email)} is watched. Every request is recorded with its body.`,
  }),
  watching(false, {
    label: 'Stop watching',
    icon: IconEyeOff,
    done: (row) => `${wordOf(row.email)} is no longer watched. Recorded requests are kept.`,
  }),
]
