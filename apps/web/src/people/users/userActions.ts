import { totp } from '@reeve/contract/access/totp'
import { accessLogs } from '@reeve/contract/audit/accessLogs'
import { userMail } from '@reeve/contract/people/userMail'
import { users } from '@reeve/contract/people/users'
import { IconBan, IconCheck, IconDeviceMobileOff, IconEye, IconEyeOff, IconPassword, IconRefresh } from '@tabler/icons-react'
import type { Row } from '../../kit/client/client.ts'
import { wordOf } from '../../kit/text/format.ts'
import type { RowAction } from '../../resource/noun/noun.tsx'

type Said = Pick<RowAction, 'label' | 'icon' | 'done'>
type Switched = Pick<RowAction, 'operation'> & { field: string; input: (row: Row, on: boolean) => Row }

/** Puts a flag of a user the other way; putting it back takes that back. */
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

/** The mild way to shut somebody out. */
export const disable = disabling(true, {
  label: 'Disable account',
  icon: IconBan,
  done: (row) => `${wordOf(row.email)} is disabled: neither password nor auth keys work.`,
})

/** What one does with a user besides editing and deleting him. */
export const userActions: RowAction[] = [
  disable,
  disabling(false, { label: 'Enable account', icon: IconCheck, done: (row) => `${wordOf(row.email)} is enabled.` }),
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
  watching(true, {
    label: 'Watch',
    icon: IconEye,
    done: (row) => `${wordOf(row.email)} is watched: every request is kept, with what is sent along.`,
  }),
  watching(false, {
    label: 'Stop watching',
    icon: IconEyeOff,
    done: (row) => `${wordOf(row.email)} is no longer watched. What was recorded stays.`,
  }),
]
