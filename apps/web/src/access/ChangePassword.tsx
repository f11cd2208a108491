import { Alert, Button, Group, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Failure } from '@reeve/contract/inputs/failure'
import { notTwice } from '@reeve/contract/people/userInputs'
import { users } from '@reeve/contract/people/users'
import { policyInWords } from '@reeve/contract/settings/security'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { api, refresh } from '../kit/client/client.ts'
import { signOut, useMay, useSession } from '../kit/client/session.tsx'
import { RequestId } from '../kit/feedback/ErrorState.tsx'
import { fieldErrors } from '../kit/feedback/fieldErrors.ts'
import { tell } from '../kit/feedback/toast.tsx'
import classes from '../kit/layout/layout.module.css'
import { Brand } from '../shell/Brand.tsx'

const blank = { current_password: '', password: '', confirm_password: '' }
type Values = typeof blank

const useChange = (done: () => void) => {
  const queries = useQueryClient()
  const { settings } = useSession().session
  const [failure, setFailure] = useState<Failure>()
  const shortest = settings['Security.password_policy_length']
  const form = useForm<Values>({
    initialValues: blank,
    validateInputOnBlur: true,
    validate: {
      password: (said) => (said.length < shortest ? `At least ${shortest} characters.` : null),
      confirm_password: (said, { password }) => (said === password ? null : notTwice),
    },
  })
  const send = async ({ current_password, ...said }: Values) => {
    setFailure(undefined)
    try {
      await api.users.changePassword({ ...said, ...(current_password && { current_password }) })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      form.setErrors(fieldErrors(error))
      return setFailure(error)
    }
    form.reset()
    tell('Your password is changed. Other sessions of yours have ended.')
    await refresh(queries)
    return done()
  }
  return { form, send, failure }
}

const inputs = [
  { key: 'current_password', label: 'Current password', complete: 'current-password' },
  { key: 'password', label: 'New password', complete: 'new-password' },
  { key: 'confirm_password', label: 'Confirm password', complete: 'new-password' },
] as const

/** A new password of one's own. */
export const ChangePassword = ({ done = () => {}, children }: { done?: () => void; children?: ReactNode }) => {
  const { session } = useSession()
  const may = useMay()
  const { form, send, failure } = useChange(done)
  const asked = inputs.filter(({ key }) => key !== 'current_password' || session.settings['Security.require_password_confirmation'])
  if (!may(users.changePassword.allow))
    return <Text>Passwords are not changed here: a setting of this instance forbids it. Ask an admin if yours must change.</Text>
  return (
    <form onSubmit={form.onSubmit((values) => send(values))} className={classes.narrow} noValidate>
      <Stack>
        {failure && (
          <Alert color="red" role="alert" title={failure.message}>
            <RequestId error={failure} />
          </Alert>
        )}
        <input type="email" name="email" autoComplete="username" value={session.email} readOnly hidden />
        {asked.map(({ key, label, complete }) => (
          <PasswordInput
            key={key}
            label={label}
            description={key === 'password' ? policyInWords(session.settings) : undefined}
            autoComplete={complete}
            withAsterisk
            visibilityToggleButtonProps={{ 'aria-label': `Show ${label.toLowerCase()}` }}
            {...form.getInputProps(key)}
          />
        ))}
        <Group>
          <Button type="submit" loading={form.submitting}>
            Change password
          </Button>
          {children}
        </Group>
      </Stack>
    </form>
  )
}

/** The only screen there is until it is done. */
export const ForcedPassword = () => (
  <main className={classes.alone}>
    <Brand />
    <Title order={1} mt="lg" mb={6}>
      Choose a new password
    </Title>
    <Text c="dimmed" mb="lg">
      The one you signed in with was given to you by somebody else. Everything else opens once it is yours alone.
    </Text>
    <ChangePassword>
      <Button variant="default" onClick={() => signOut()}>
        Sign out
      </Button>
    </ChangePassword>
  </main>
)
