import { Anchor, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { Failure } from '@reeve/contract/inputs/failure'
import { type SyntheticEvent, useEffect, useState } from 'react'
import { api, proveBy } from '../kit/client/client.ts'
import { useSession } from '../kit/client/session.tsx'

type Asking = { otp: boolean; done: () => void; leave: () => void }

/** The password, or a code where there are codes: whichever is at hand. */
const StepUp = ({ otp, done, leave }: Asking) => {
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
        <Text>What you are about to change matters, and you signed in a while ago. It is done as soon as you have confirmed.</Text>
        {way === 'password' ? (
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            data-autofocus
            visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
            {...field}
          />
        ) : (
          <TextInput label="One-time password" inputMode="numeric" autoComplete="one-time-code" data-autofocus {...field} />
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

let asking: Promise<boolean> | undefined
const ask = (otp: boolean) =>
  new Promise<boolean>((answer) => {
    const id: string = modals.open({
      title: 'Confirm that it is you',
      closeButtonProps: { 'aria-label': 'Close' },
      // Closing answers no; after a yes it answers nothing more.
      onClose: () => answer(false),
      children: (
        <StepUp
          otp={otp}
          done={() => {
            answer(true)
            modals.close(id)
          }}
          leave={() => modals.close(id)}
        />
      ),
    })
  }).finally(() => (asking = undefined))

/** One dialog, however many requests wait for it; what was asked for is repeated afterwards. */
export const useStepUp = () => {
  const { totp_is_set } = useSession().session
  useEffect(() => proveBy(() => (asking ??= ask(totp_is_set))), [totp_is_set])
}
