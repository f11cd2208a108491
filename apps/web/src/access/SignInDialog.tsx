import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import type { Session, sessionOperations } from '@reeve/contract/access/session'
import { Failure } from '@reeve/contract/inputs/failure'
import type { Out } from '@reeve/contract/kernel/operation'
import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { api, toSignIn } from '../kit/client/client.ts'
import { dialogsAbove } from './dialogsAbove.ts'

type Opened = Out<typeof sessionOperations.open>
type Second = { step: 'otp' | 'email_otp'; ticket: string }
const codeLabels = { otp: 'One-time password', email_otp: 'Code from the e-mail' }

/** The password, then a code where the account has a second step. */
const useSigningIn = ({ email }: Session, done: () => void) => {
  const [second, setSecond] = useState<Second>()
  const [text, setText] = useState('')
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const send = (): Promise<Opened> => {
    if (!second) return api.session.add({ email, password: text })
    const { step, ticket } = second
    return step === 'otp' ? api.session.confirm({ ticket, otp: text }) : api.session.confirmMailed({ ticket, otp: text })
  }
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    setBusy(true)
    setFault(undefined)
    try {
      const { step, ticket } = await send()
      setText('')
      if (step && ticket) setSecond({ step, ticket })
      else done()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      setFault(error.message)
    }
    setBusy(false)
  }
  return { second, text, setText, fault, busy, submit }
}

const Elsewhere = ({ children }: { children: ReactNode }) => (
  <Group justify="flex-end">
    <Button variant="default" onClick={() => void toSignIn()}>
      Go to the sign-in page
    </Button>
    {children}
  </Group>
)

const PasswordForm = ({ session, done }: { session: Session; done: () => void }) => {
  const { second, text, setText, fault, busy, submit } = useSigningIn(session, done)
  const field = { value: text, onChange: (event: { currentTarget: { value: string } }) => setText(event.currentTarget.value), error: fault }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <Text>{`Sign in again as ${session.email} to continue. What you entered on this page is kept.`}</Text>
        <input type="email" name="email" autoComplete="username" value={session.email} readOnly hidden />
        {second ? (
          <TextInput
            key={second.step}
            label={codeLabels[second.step]}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            {...field}
          />
        ) : (
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            autoFocus
            visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
            {...field}
          />
        )}
        <Elsewhere>
          <Button type="submit" loading={busy} disabled={text === ''}>
            Sign in
          </Button>
        </Elsewhere>
      </Stack>
    </form>
  )
}

const ProxyForm = ({ done }: { done: () => void }) => (
  <Stack>
    <Text>The proxy in front of this instance signs you in. Sign in there, in another tab if it asks, and continue here.</Text>
    <Elsewhere>
      <Button onClick={done}>Continue</Button>
    </Elsewhere>
  </Stack>
)

/** Signs in again as the account of a session that has ended; it closes only by that. */
export const SignInDialog = ({ session, done }: { session: Session; done: () => void }) => (
  <Modal
    opened
    onClose={() => {}}
    title="Your session has ended"
    withCloseButton={false}
    closeOnClickOutside={false}
    closeOnEscape={false}
    zIndex={dialogsAbove}
  >
    {session.external ? <ProxyForm done={done} /> : <PasswordForm session={session} done={done} />}
  </Modal>
)
