import { Alert, Button, CopyButton, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Codes } from '@reeve/contract/access/totp'
import { Failure } from '@reeve/contract/inputs/failure'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, refresh } from '../kit/client/client.ts'
import { signOut, useSession } from '../kit/client/session.tsx'
import { confirm } from '../kit/feedback/confirm.tsx'
import { ErrorState, RequestId } from '../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import { tell, tellFailure } from '../kit/feedback/toast.tsx'
import layout from '../kit/layout/layout.module.css'
import { Brand } from '../shell/Brand.tsx'
import classes from './access.module.css'
import { QrCode } from './QrCode.tsx'

/** The codes on paper, for when the device is lost. */
const RecoveryCodes = ({ counter, codes }: Codes) => (
  <Stack>
    <Text>
      Print these or keep them where your device is not. If it is lost, sign in with the first one you have not used yet: they are taken in
      this order, each once.
    </Text>
    <ol className={classes.codes} start={counter + 1}>
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ol>
    <Group>
      <CopyButton value={codes.map((code, at) => `${counter + at + 1}. ${code}`).join('\n')}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {copied ? 'Copied' : 'Copy codes'}
          </Button>
        )}
      </CopyButton>
      <Button variant="default" onClick={() => window.print()}>
        Print
      </Button>
    </Group>
  </Stack>
)

const useConfirming = (done: (codes: Codes) => void) => {
  const [failure, setFailure] = useState<Failure>()
  const form = useForm({ initialValues: { otp: '' } })
  const send = async ({ otp }: { otp: string }) => {
    setFailure(undefined)
    try {
      done(await api.totp.add({ otp }))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      form.setErrors({ otp: error.fields.otp?.[0] })
      if (!error.fields.otp) setFailure(error)
    }
  }
  return { form, send, failure }
}

/** The secret as a picture and as text, and the first code made with it. */
const SetUp = ({ done, back }: { done: (codes: Codes) => void; back: (() => void) | undefined }) => {
  const { data, error, refetch } = useQuery({ ...api.totp.begin.query({}), gcTime: 0, staleTime: Number.POSITIVE_INFINITY })
  const { form, send, failure } = useConfirming(done)
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={3} />
  return (
    <form onSubmit={form.onSubmit((values) => send(values))} className={layout.narrow} noValidate>
      <Stack>
        {failure && (
          <Alert color="red" role="alert" title={failure.message}>
            <RequestId error={failure} />
          </Alert>
        )}
        <Text>Scan this with an authenticator app, or type the secret into it.</Text>
        <QrCode text={data.uri} label="QR code with the secret for an authenticator app" />
        <Text className={classes.secret}>{data.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</Text>
        <TextInput
          label="Code that the app shows now"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={20}
          withAsterisk
          {...form.getInputProps('otp')}
        />
        <Group>
          {back && (
            <Button variant="default" onClick={back}>
              Cancel
            </Button>
          )}
          <Button type="submit" loading={form.submitting}>
            Turn on
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Where no one-time passwords are set up. The secret is made only when the user wants it. */
const TurnedOff = ({ begin }: { begin: () => void }) => (
  <Stack align="flex-start">
    <Text maw={560}>
      One-time passwords are off. With them on, signing in asks for a code from an authenticator app in addition to your password.
    </Text>
    <Button onClick={begin}>Set up one-time passwords</Button>
  </Stack>
)

/** One's own codes, seen again only when asked for. */
const TurnedOn = () => {
  const queries = useQueryClient()
  const [codes, setCodes] = useState<Codes>()
  const remove = () =>
    confirm({
      title: 'Give up one-time passwords?',
      text: 'Your password alone opens your account again, and the recovery codes you kept are worth nothing. To move to another device, give them up here and set them up there.',
      verb: 'Give up',
      danger: true,
      act: async () => {
        await api.totp.remove({}).then(() => tell('Your one-time passwords are gone.'), tellFailure)
        await refresh(queries)
      },
    })
  return (
    <Stack align="flex-start">
      <Text>Signing in asks for a one-time password after yours.</Text>
      {codes && <RecoveryCodes {...codes} />}
      <Group>
        {!codes && (
          <Button variant="default" onClick={() => void api.totp.codes({}).then(setCodes, tellFailure)}>
            Show recovery codes
          </Button>
        )}
        <Button variant="default" color="red" onClick={remove}>
          Give up one-time passwords
        </Button>
      </Group>
    </Stack>
  )
}

/** One-time passwords of one's own: set up, shown as codes on paper, given up. */
export const Totp = ({ done, forced = false }: { done?: () => void; forced?: boolean }) => {
  const { session } = useSession()
  const queries = useQueryClient()
  const [fresh, setFresh] = useState<Codes>()
  const [begun, setBegun] = useState(forced)
  const finish = async () => {
    await refresh(queries)
    setFresh(undefined)
    done?.()
  }
  if (fresh)
    return (
      <Stack align="flex-start" className={layout.narrow}>
        <Text role="status">One-time passwords are on.</Text>
        <RecoveryCodes {...fresh} />
        <Button onClick={() => void finish()}>I have kept them</Button>
      </Stack>
    )
  if (session.totp_is_set) return <TurnedOn />
  return begun ? <SetUp done={setFresh} back={forced ? undefined : () => setBegun(false)} /> : <TurnedOff begin={() => setBegun(true)} />
}

/** The only screen there is until it is done. */
export const ForcedTotp = ({ done }: { done: () => void }) => (
  <main className={layout.alone}>
    <Brand />
    <Title order={1} mt="lg" mb={6}>
      Set up one-time passwords
    </Title>
    <Text c="dimmed" mb="lg">
      This instance asks for them besides your password. Everything else opens once they are on.
    </Text>
    <Totp done={done} forced />
    <Button variant="default" mt="lg" onClick={() => signOut()}>
      Sign out
    </Button>
  </main>
)
