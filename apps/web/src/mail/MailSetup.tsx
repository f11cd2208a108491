import { Anchor, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Failure } from '@reeve/contract/inputs/failure'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { api } from '../kit/client/client.ts'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { Mark } from '../kit/feedback/Mark.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import { tell, tellFailure } from '../kit/feedback/toast.tsx'
import classes from '../kit/layout/layout.module.css'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { EncryptionTrial } from './EncryptionTrial.tsx'
import { MailKey } from './MailKey.tsx'

const Server = () => {
  const { data, error, isFetching, refetch } = useQuery({ ...api.mails.server.query({}), staleTime: 60_000, refetchOnWindowFocus: false })
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={2} />
  return (
    <Stack align="flex-start" gap="sm">
      {data.host && (
        <dl className={classes.facts}>
          <dt>Server</dt>
          <dd>{`${data.host}:${data.port}`}</dd>
        </dl>
      )}
      <Mark tone={data.problem ? 'wrong' : 'good'}>{data.problem ?? 'The mail server answers and accepts this instance.'}</Mark>
      <Group>
        <Button variant="default" onClick={() => void refetch()} loading={isFetching}>
          Check again
        </Button>
        <Anchor component={Link} to="/settings?tab=Mail">
          Mail settings
        </Anchor>
      </Group>
    </Stack>
  )
}

const TestMail = () => {
  const queries = useQueryClient()
  const [sent, setSent] = useState<number>()
  const form = useForm({ initialValues: { to: '' } })
  const send = async ({ to }: { to: string }) => {
    try {
      const { id, recipient } = await api.mails.sendTest({ ...(to && { to }) })
      setSent(id)
      tell(`A test mail to ${recipient} is queued.`)
      await queries.invalidateQueries({ queryKey: ['mails'] })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.fields.to) form.setErrors({ to: error.fields.to[0] })
      else tellFailure(error)
    }
  }
  return (
    <form onSubmit={form.onSubmit((values) => send(values))} className={classes.narrow} noValidate>
      <Stack gap="sm">
        <TextInput label="To" description="Empty: your own address." type="email" {...form.getInputProps('to')} />
        <Group>
          <Button type="submit" loading={form.submitting}>
            Send test mail
          </Button>
          {sent !== undefined && (
            <Anchor component={Link} to={`/mails?open=${sent}`}>
              Show its delivery
            </Anchor>
          )}
        </Group>
      </Stack>
    </form>
  )
}

const parts = [
  { title: 'Mail server', show: Server },
  { title: 'Test mail', show: TestMail },
  { title: 'Signing key', show: MailKey },
  { title: 'Encryption test', show: EncryptionTrial },
]

/** The mail server and the signing key, with a test of each. */
export const MailSetup = () => (
  <div className={classes.page}>
    <PageHead title="Mail server and key" about="The mail server of this instance and the key that signs its mail.">
      <Button component={Link} to="/mails" variant="default">
        All mails
      </Button>
    </PageHead>
    {parts.map(({ title, show: Show }) => (
      <section key={title} className={classes.block} aria-label={title}>
        <Title order={2}>{title}</Title>
        <Show />
      </section>
    ))}
    <Text c="dimmed">Mail is encrypted with OpenPGP only. S/MIME certificates of users are stored but not used.</Text>
  </div>
)
