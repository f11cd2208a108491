import { Tabs } from '@mantine/core'
import { authKeys } from '@reeve/contract/access/authKeys'
import { totp } from '@reeve/contract/access/totp'
import { users } from '@reeve/contract/people/users'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { AuthKeyList } from '../../access/AuthKeyList.tsx'
import { ChangePassword } from '../../access/ChangePassword.tsx'
import { Sessions } from '../../access/Sessions.tsx'
import { Totp } from '../../access/Totp.tsx'
import { change, type Row, refresh, rowQuery } from '../../kit/client/client.ts'
import { useMay, useSession } from '../../kit/client/session.tsx'
import { Empty } from '../../kit/feedback/Empty.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { tell } from '../../kit/feedback/toast.tsx'
import layout from '../../kit/layout/layout.module.css'
import { PageHead } from '../../kit/layout/PageHead.tsx'
import { UserKeyField } from '../../mail/UserKeyField.tsx'
import { Form } from '../../resource/form/Form.tsx'
import { type FormField, formFieldsOf } from '../../resource/form/formValues.ts'
import { UserSettings } from './UserSettings.tsx'

/** The password has a form of its own. The current password is asked for beside the email, which it protects. */
const useProfileFields = (): FormField[] => {
  const { actor, session } = useSession()
  return useMemo(() => {
    const all = formFieldsOf(
      users.editMe.input,
      (rule) => rule.test(actor, session.settings),
      () => false,
    )
    const present = all.filter(({ key }) => key === 'current_password' && session.settings['Security.require_password_confirmation'])
    const proof = present.map((field) => ({ ...field, group: 'Account', label: 'Current password, to change the email' }))
    return all.flatMap((field) =>
      field.key === 'email' ? [field, ...proof] : ['password', 'current_password'].includes(field.key) ? [] : [field],
    )
  }, [actor, session])
}

const controls = { gpgkey: UserKeyField }
const ProfileForm = ({ row }: { row: Row }) => {
  const fields = useProfileFields()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const leave = useCallback(() => void navigate('/'), [navigate])
  const save = async (input: Row) => {
    await change(users.editMe, input)
    tell('Your account is changed.')
    void refresh(queries)
  }
  return <Form fields={fields} row={row} adding={false} verb="Save changes" controls={controls} save={save} leave={leave} />
}

const Profiled = () => {
  const may = useMay()
  const { session } = useSession()
  // By number, for only the page of a user says what his key is worth.
  const { data, error, refetch } = useQuery({
    ...rowQuery(users.view, { id: session.id }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
  })
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton />
  if (!may(users.editMe.allow))
    return (
      <Empty title="Accounts are managed by admins">
        Self-management is turned off on this instance. Ask an admin to change your account.
      </Empty>
    )
  return <ProfileForm row={data} />
}

/** Your account: profile, auth keys, password, one-time passwords, sessions and settings. */
export const Profile = () => {
  const { session } = useSession()
  const may = useMay()
  const [params, setParams] = useSearchParams()
  const tab = params.get('tab') ?? 'profile'
  return (
    <div className={layout.record}>
      <PageHead title="Your account" about={`${session.email}, ${session.org}`} />
      <Tabs value={tab} onChange={(next) => setParams(next && next !== 'profile' ? { tab: next } : {})} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="profile">Profile</Tabs.Tab>
          {may(authKeys.list.allow) && <Tabs.Tab value="keys">Auth keys</Tabs.Tab>}
          <Tabs.Tab value="password">Password</Tabs.Tab>
          {may(totp.begin.allow) && <Tabs.Tab value="otp">One-time passwords</Tabs.Tab>}
          <Tabs.Tab value="sessions">Sessions</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="profile">
          <Profiled />
        </Tabs.Panel>
        <Tabs.Panel value="keys">{may(authKeys.list.allow) && <AuthKeyList user_id={session.id} back="/me?tab=keys" />}</Tabs.Panel>
        <Tabs.Panel value="password">
          <ChangePassword />
        </Tabs.Panel>
        <Tabs.Panel value="otp">{may(totp.begin.allow) && <Totp />}</Tabs.Panel>
        <Tabs.Panel value="sessions">
          <Sessions user_id={session.id} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <UserSettings user_id={session.id} changeable />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}
