import { Button, CopyButton, Group } from '@mantine/core'
import { Failure } from '@reeve/contract/inputs/failure'
import { Link, useRouteError } from 'react-router'
import { lastRequestId } from '../kit/client/client.ts'
import { Empty } from '../kit/feedback/Empty.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'

/** An address that leads nowhere. */
export const Lost = () => (
  <Empty
    whole
    title="Page not found"
    action={
      <Button component={Link} to="/" variant="default">
        Go to Home
      </Button>
    }
  >
    The address may be incomplete. Press Ctrl K to find pages, people and settings by name.
  </Empty>
)

/** What helps to find the cause of an error on a page. */
const detailsOf = (error: unknown) =>
  [
    new Date().toISOString(),
    window.location.href,
    error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error),
    `Last request: ${lastRequestId() ?? 'none'}`,
  ].join('\n')

/** In place of a page that failed while it was drawn. The rest of the screen stays in use. */
export const Stumbled = () => {
  const error = useRouteError()
  if (error instanceof Failure) return <ErrorState whole error={error} retry={() => window.location.reload()} what="this page" />
  return (
    <Empty
      whole
      title="This page can't be shown"
      action={
        <Group gap={8}>
          <Button onClick={() => window.location.reload()}>Reload the page</Button>
          <CopyButton value={detailsOf(error)}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy details'}
              </Button>
            )}
          </CopyButton>
        </Group>
      }
    >
      An error occurred in the page itself. Nothing was changed on the server. If it happens again, send the details to the admin of this
      instance.
    </Empty>
  )
}
