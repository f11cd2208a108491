import { Alert, Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import { users } from '@reeve/contract/people/users'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { useMay } from '../../kit/client/session.tsx'
import { RequestId } from '../../kit/feedback/ErrorState.tsx'
import { Mark } from '../../kit/feedback/Mark.tsx'
import { NotIncluded } from '../../kit/feedback/NotIncluded.tsx'
import { useGuard } from '../../kit/feedback/useGuard.ts'
import { downloadCsv } from '../../kit/files/downloadCsv.ts'
import { Crumb } from '../../kit/layout/Crumb.tsx'
import { PageHead } from '../../kit/layout/PageHead.tsx'
import { counted } from '../../kit/text/format.ts'
import { ImportColumns } from './ImportColumns.tsx'
import { ImportFile } from './ImportFile.tsx'
import { ImportRows } from './ImportRows.tsx'
import classes from './import.module.css'
import { type Done, type Import, useImport } from './useImport.ts'

const Refused = ({ failure }: { failure: NonNullable<Import['failure']> }) => {
  const told = Object.entries(failure.fields)
  return (
    <Alert color="red" role="alert" title={failure.message}>
      <ul className={classes.problems}>
        {told.flatMap(([field, messages]) =>
          messages
            .filter((message) => message !== failure.message)
            .map((message) => <li key={field + message}>{`${field}: ${message}`}</li>),
        )}
      </ul>
      <RequestId error={failure} />
    </Alert>
  )
}

const verdictOf = ({ rows, failed, problems }: Done) => {
  if (problems.length > 0) return { tone: 'wrong', text: 'The file cannot be imported yet.' } as const
  if (failed > 0)
    return {
      tone: 'wrong',
      text: `${failed} of ${counted(rows.length, 'row')} cannot be imported. All rows are imported or none. Correct the file and choose it again.`,
    } as const
  return { tone: 'good', text: `${counted(rows.length, 'user')} will be added.` } as const
}

const Check = ({ tried, fresh, busy, commit }: Pick<Import, 'fresh' | 'busy' | 'commit'> & { tried: Done }) => {
  const { tone, text } = verdictOf(tried)
  return (
    <section className={classes.step} aria-busy={busy === 'looking'}>
      <Title order={2}>3. Check</Title>
      <Stack gap={6} role="status">
        <Group gap={8} wrap="nowrap" align="flex-start">
          <Mark tone={tone}>{tone === 'good' ? 'Ready' : 'Not yet'}</Mark>
          <Text fw={500}>{text}</Text>
        </Group>
        {tried.problems.length > 0 && (
          <ul className={classes.problems}>
            {tried.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
      </Stack>
      {tried.rows.length > 0 && <ImportRows answer={tried} />}
      <Group>
        <Button loading={busy === 'importing'} disabled={tone !== 'good' || !fresh} onClick={() => void commit()}>
          {`Import ${counted(tried.rows.length, 'user')}`}
        </Button>
      </Group>
    </section>
  )
}

const passwordsCsv = ({ rows }: Done) =>
  downloadCsv('temporary-passwords.csv', [
    ['email', 'password'],
    ...rows.flatMap(({ email, password }) => (password === null ? [] : [[email, password]])),
  ])

const notDownloaded = {
  title: 'Leave without the passwords?',
  text: 'The passwords have not been downloaded. They cannot be shown again.',
  verb: 'Leave',
}
const Imported = ({ done }: { done: Done }) => {
  const made = done.rows.filter(({ password }) => password !== null).length
  const [kept, keep] = useState(made === 0)
  useGuard(!kept, notDownloaded)
  return (
    <Stack gap="md" className={classes.page}>
      <PageHead title={`${counted(done.rows.length, 'user')} added`} />
      {made > 0 && (
        <Alert color="yellow" title="These passwords are shown only once">
          <Stack gap="sm" align="flex-start">
            <Text>Only hashes are stored. Pass each password on over a channel you trust. It must be changed at the first sign-in.</Text>
            <Button
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => {
                passwordsCsv(done)
                keep(true)
              }}
            >
              {`Download ${counted(made, 'password')}`}
            </Button>
          </Stack>
        </Alert>
      )}
      {done.batch && (
        <Text>
          The welcome mails are queued.{' '}
          <Anchor component={Link} underline="always" to={`/mails?batch=${done.batch}`}>
            Show their delivery
          </Anchor>
        </Text>
      )}
      <ImportRows answer={done} />
      <Group>
        <Button component={Link} to="/users" variant="default">
          Back to users
        </Button>
      </Group>
    </Stack>
  )
}

/** Imports users from a CSV file: the rows are checked first, then all are added or none. */
export const ImportUsers = () => {
  const may = useMay()
  const { asking, tried, fresh, done, failure, busy, change, begin, commit } = useImport()
  if (!may(users.import.allow)) return <NotIncluded>Only admins import users, while adding users is not turned off.</NotIncluded>
  if (done) return <Imported done={done} />
  return (
    <div className={classes.page}>
      <Crumb to="/users">Users</Crumb>
      <PageHead
        title="Import users"
        about="Adds users from a CSV file with one user per line. The file is checked first. All users are added or none."
      />
      <Stack gap="xl">
        <Stack gap="xl" inert={busy === 'importing'}>
          <ImportFile begin={begin} />
          {failure && <Refused failure={failure} />}
          {busy === 'looking' && !tried && <Text role="status">Reading …</Text>}
          {tried && <ImportColumns tried={tried} asking={asking} change={change} />}
        </Stack>
        {tried && <Check tried={tried} fresh={fresh} busy={busy} commit={commit} />}
      </Stack>
    </div>
  )
}
