import { Button, Code, CopyButton, Group, Stack, Text, Title } from '@mantine/core'
import { Failure, type FailureKind } from '@reeve/contract/inputs/failure'
import { requestIdOf } from '../client/client.ts'
import classes from './feedback.module.css'
import { Mark } from './Mark.tsx'

const titles: Partial<Record<FailureKind, string>> = {
  forbidden: "You don't have access",
  notFound: 'Not found',
  conflict: 'Changed by somebody else',
  busy: 'Too many requests',
  unavailable: 'The server cannot answer at the moment',
}
const advice: Partial<Record<FailureKind, string>> = {
  forbidden: 'Ask an admin of this instance for access.',
  notFound: 'It may have been deleted, or the address is incomplete. The log shows what happened to it.',
  busy: 'Wait a minute, then try again.',
}
/** The words for a failure; a proof of identity that was not given is no missing right. */
const wordsOf = (error: Error, what: string) => {
  const { kind, data } = error instanceof Failure ? error : new Failure('broken', error.message)
  if (data.step_up === true) return { mark: 'Not confirmed', title: 'Confirm that it is you', advice: undefined }
  return {
    mark: kind === 'broken' || kind === 'upstream' ? 'Something went wrong' : 'Refused',
    title: titles[kind] ?? `Couldn't load ${what}`,
    advice: advice[kind],
  }
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

type Props = {
  error: Error
  retry?: () => unknown
  /** There is nothing else on the page. */
  whole?: boolean
  /** What could not be loaded: `users`. */
  what?: string
}

/** What happened, what to do, and the id of the request, to give when asking for help. */
export const ErrorState = ({ error, retry, whole = false, what = 'this' }: Props) => {
  const { mark, title, advice: next } = wordsOf(error, what)
  return (
    <div className={classes.state} role="alert">
      <Stack gap={10} align="flex-start">
        <Mark tone="wrong">{mark}</Mark>
        <Title order={whole ? 1 : 2}>{title}</Title>
        <Text>{error.message}</Text>
        {next && <Text c="dimmed">{next}</Text>}
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
