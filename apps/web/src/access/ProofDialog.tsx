import { Anchor, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { Failure } from '@reeve/contract/inputs/failure'
import { type SyntheticEvent, useState } from 'react'
import { api } from '../kit/client/client.ts'
import { dialogsAbove } from './dialogsAbove.ts'

type Asking = { otp: boolean; done: () => void; leave: () => void }

/** The password, or a code where there are codes: whichever is at hand. */
const ProofForm = ({ otp, done, leave }: Asking) => {
  const [way, setWay] = useState<'password' | 'otp'>(otp ? 'otp' : 'password')
  const [said, say] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      await api.session.prove({ [way]: said })
      done()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      setWrong(error.fields[way]?.[0] ?? error.message)
      setBusy(false)
    }
  }
  const other = way === 'otp' ? 'password' : 'otp'
  const field = { value: said, onChange: (event: { currentTarget: { value: string } }) => say(event.currentTarget.value), error: wrong }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <Text>You signed in a while ago. Confirm that it is you, and the change is made.</Text>
        {way === 'password' ? (
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            autoFocus
            visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
            {...field}
          />
        ) : (
          <TextInput label="One-time password" inputMode="numeric" autoComplete="one-time-code" autoFocus {...field} />
        )}
        {otp && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="left"
            onClick={() => {
              setWay(other)
              say('')
              setWrong(undefined)
            }}
          >
            {other === 'otp' ? 'Use a one-time password' : 'Use the password'}
          </Anchor>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={leave}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={said === ''}>
            Confirm
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Asks for a fresh proof of identity. */
export const ProofDialog = (asking: Asking) => (
  <Modal opened onClose={asking.leave} title="Confirm that it is you" zIndex={dialogsAbove} closeButtonProps={{ 'aria-label': 'Close' }}>
    <ProofForm {...asking} />
  </Modal>
)
