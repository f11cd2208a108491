import { Alert, Button, Group, PasswordInput, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { modals } from '@mantine/modals'
import { Failure } from '@reeve/contract/inputs/failure'
import { type InstanceKey, keyAlgorithms } from '@reeve/contract/mail/mails'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../kit/client/client.ts'
import { confirm } from '../kit/feedback/confirm.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { Mark } from '../kit/feedback/Mark.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import { tell, tellFailure } from '../kit/feedback/toast.tsx'
import layout from '../kit/layout/layout.module.css'
import { Time } from '../kit/text/Time.tsx'
import textClasses from '../kit/text/text.module.css'

const names: Record<(typeof keyAlgorithms)[number], string> = {
  rsa4096: 'RSA with 4096 bits',
  curve25519: 'Curve25519',
}

const Facts = ({ fingerprint, user_ids, created, expires, problem }: InstanceKey) => (
  <Stack gap="sm" align="flex-start">
    <dl className={layout.facts}>
      <dt>Fingerprint</dt>
      <dd className={textClasses.mono}>{fingerprint.replaceAll(/(.{4})(?=.)/g, '$1 ')}</dd>
      <dt>User ids</dt>
      <dd>{user_ids.join(', ')}</dd>
      <dt>Created</dt>
      <dd>{created ? <Time at={created} /> : 'Unknown'}</dd>
      <dt>Expires</dt>
      <dd>{expires ? <Time at={expires} /> : 'Never'}</dd>
    </dl>
    {problem && <Mark tone="wrong">{problem}</Mark>}
    <Button component="a" href="/gpg.asc" variant="default">
      Download public key
    </Button>
  </Stack>
)

const ImportKey = ({ close }: { close: () => void }) => {
  const queries = useQueryClient()
  const form = useForm({ initialValues: { key: '', passphrase: '' } })
  const send = async (values: typeof form.values) => {
    try {
      await api.mails.importKey(values)
      tell('The key is imported and signs all further mail.')
      await queries.invalidateQueries()
      close()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.fields.key) form.setErrors({ key: error.fields.key[0] })
      else tellFailure(error)
    }
  }
  return (
    <form onSubmit={form.onSubmit((values) => send(values))} noValidate>
      <Stack>
        <Textarea label="Private key" rows={8} withAsterisk data-autofocus {...form.getInputProps('key')} />
        <PasswordInput
          label="Passphrase"
          description="Used once to open the key and not stored. The key is stored encrypted."
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show passphrase' }}
          {...form.getInputProps('passphrase')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={form.submitting}>
            Import key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
const importKey = () => {
  const id: string = modals.open({
    title: 'Import a private key',
    closeButtonProps: { 'aria-label': 'Close' },
    children: <ImportKey close={() => modals.close(id)} />,
  })
}

const useGenerate = (has: boolean) => {
  const queries = useQueryClient()
  return (algorithm: (typeof keyAlgorithms)[number]) => {
    const act = async () => {
      await api.mails.generateKey({ algorithm }).then(() => tell('The new key signs all further mail.'), tellFailure)
      await queries.invalidateQueries()
    }
    if (!has) return void act()
    confirm({
      title: 'Generate a new key?',
      text: 'The current key is deleted and cannot be restored. People who check signatures need the new public key.',
      verb: 'Generate key',
      danger: true,
      act,
    })
  }
}

/** The key that signs mail: shows, downloads, generates and imports it. */
export const MailKey = () => {
  const { data, error, isPending, refetch } = useQuery(api.mails.key.query({}))
  const generate = useGenerate(Boolean(data))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (isPending) return <FieldsSkeleton rows={3} />
  return (
    <Stack gap="sm" align="flex-start">
      {data ? <Facts {...data} /> : <Text c="dimmed">There is no key yet. Mails are sent unsigned.</Text>}
      <Alert color="yellow" title="Do not use this key for anything else">
        It only signs notifications, and the server can use it at any time. Do not rely on it for anything of value.
      </Alert>
      <Group>
        {keyAlgorithms.map((algorithm) => (
          <Button key={algorithm} variant="default" onClick={() => generate(algorithm)}>
            {`Generate key: ${names[algorithm]}`}
          </Button>
        ))}
        <Button variant="default" onClick={importKey}>
          Import key
        </Button>
      </Group>
    </Stack>
  )
}
