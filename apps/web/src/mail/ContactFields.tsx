import { Select, Stack, Textarea, TextInput } from '@mantine/core'
import type { useForm } from '@mantine/form'
import { isSiteAdmin } from '@reeve/contract/kernel/may'
import type { Asked } from '@reeve/contract/kernel/operation'
import { userMail } from '@reeve/contract/people/userMail'
import { useMay, useSession } from '../kit/client/session.tsx'
import { RefPicker } from '../resource/form/RefPicker.tsx'
import { RowsPicker } from '../resource/form/RowsPicker.tsx'

const actions = [
  { value: 'custom', label: 'Custom message' },
  { value: 'welcome', label: 'Welcome message with a new password' },
  { value: 'reset', label: 'Password reset with a new password' },
] as const
const recipients = [
  { value: 'all', label: 'All users' },
  { value: 'users', label: 'Selected users' },
  { value: 'organisations', label: 'Users of organisations' },
  { value: 'role', label: 'Users with a role' },
  { value: 'external', label: 'A future user' },
] as const
/** What the form holds. */
export type Values = {
  action: (typeof actions)[number]['value']
  recipient: (typeof recipients)[number]['value']
  user_ids: number[]
  org_ids: number[]
  role_id: number | null
  email: string
  key: string
  subject: string
  message: string
}
type Input = Asked<typeof userMail.send>

/** The input of the operation, with only the fields that the chosen recipient needs. */
export const inputOf = ({ action, recipient, user_ids, org_ids, role_id, email, key, subject, message }: Values): Input => ({
  action,
  recipient,
  ...(subject && { subject }),
  ...(message && { message }),
  ...(recipient === 'users' && { user_ids }),
  ...(recipient === 'organisations' && { org_ids }),
  ...(recipient === 'role' && role_id && { role_id }),
  ...(recipient === 'external' && { email, ...(key && { key }) }),
})

type Form = ReturnType<typeof useForm<Values>>
const Whom = ({ form }: { form: Form }) => {
  const { recipient, user_ids, org_ids, role_id } = form.values
  if (recipient === 'users')
    return (
      <RowsPicker
        of="users"
        label="Users"
        value={user_ids}
        error={form.errors.user_ids}
        onChange={(ids) => form.setFieldValue('user_ids', ids)}
      />
    )
  if (recipient === 'organisations')
    return (
      <RowsPicker
        of="organisations"
        label="Organisations"
        value={org_ids}
        error={form.errors.org_ids}
        onChange={(ids) => form.setFieldValue('org_ids', ids)}
      />
    )
  if (recipient === 'role')
    return (
      <RefPicker of="roles" label="Role" value={role_id} error={form.errors.role_id} onChange={(id) => form.setFieldValue('role_id', id)} />
    )
  if (recipient === 'all') return null
  return (
    <>
      <TextInput label="Email of the future user" type="email" {...form.getInputProps('email')} />
      <Textarea
        label="Public key of the future user"
        description="Without a key the mail is not encrypted."
        rows={4}
        {...form.getInputProps('key')}
      />
    </>
  )
}

/** The fields that the chosen action and recipient need. */
export const ContactFields = ({ form }: { form: Form }) => {
  const { actor } = useSession()
  const may = useMay()
  const custom = form.values.action === 'custom'
  const offered = may(userMail.resetPassword.allow) ? actions : actions.slice(0, 1)
  const reachable = isSiteAdmin(actor) ? recipients : recipients.filter(({ value }) => value !== 'external')
  return (
    <Stack gap="md">
      <Select label="Action" data={offered} allowDeselect={false} {...form.getInputProps('action')} />
      <Select label="Recipient" data={reachable} allowDeselect={false} {...form.getInputProps('recipient')} />
      <Whom form={form} />
      <TextInput
        label="Subject"
        description={custom ? undefined : 'Empty: the standard subject.'}
        withAsterisk={custom}
        {...form.getInputProps('subject')}
      />
      <Textarea
        label="Message"
        description={
          custom
            ? 'You can use $username, $misp, $org and $contact. The support signature is added.'
            : 'Empty: the text from the settings. The temporary password is appended unless the message contains $password.'
        }
        withAsterisk={custom}
        autosize
        minRows={6}
        maxRows={20}
        {...form.getInputProps('message')}
      />
    </Stack>
  )
}
