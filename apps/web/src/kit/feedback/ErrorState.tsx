import { Button, Code, CopyButton, Group, Stack, Text, Title } from '@mantine/core'
import { Failure, type FailureKind } from '@reeve/contract/inputs/failure'
import { requestIdOf } from '../client/client.ts'
import classes from './feedback.module.css'
import { Mark } from './Mark.tsx'

const titles: Partial<Record<FailureKind, string>> = {
  forbidden: 'This is not yours to see',
  notFound: 'There is nothing here',
  conflict: 'Somebody was faster',
  busy: 'Too many requests',
}
const advice: Partial<Record<FailureKind, string>> = {
  forbidden: 'Ask an admin for a role that includes it.',
  notFound: 'It may have been deleted, or the address is incomplete. The log knows what happened to it.',
  busy: 'Wait a minute, then try again.',
}

/** The number by which the server's log finds this very request. */
export const RequestId = ({ error }: { error: Error }) => {
  const id = requestIdOf(error)
  if (!id) return null
  return (
    <Group gap={8} wrap="wrap">
      <Text size="sm" c="dimmed">
        Request
      </Text>
      <Code>{id}</Code>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </Group>
  )
}

/** What happened, what to do, and the request to name when asking for help. `whole`: there is nothing else on the page. */
export const ErrorState = ({ error, retry, whole = false }: { error: Error; retry?: () => unknown; whole?: boolean }) => {
  const kind = error instanceof Failure ? error.kind : 'broken'
  return (
    <div className={classes.state} role="alert">
      <Stack gap={10} align="flex-start">
        <Mark tone="wrong">{kind === 'broken' ? 'Something went wrong' : 'Refused'}</Mark>
        <Title order={whole ? 1 : 2}>{titles[kind] ?? 'This could not be done'}</Title>
        <Text>{error.message}</Text>
        {advice[kind] && <Text c="dimmed">{advice[kind]}</Text>}
        <RequestId error={error} />
        {retry && (
          <Button variant="default" onClick={() => void retry()}>
            Try again
          </Button>
        )}
      </Stack>
    </div>
  )
}
