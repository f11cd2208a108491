import { Button } from '@mantine/core'
import { Link, useRouteError } from 'react-router'
import { Empty } from '../kit/feedback/Empty.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'

/** An address that leads nowhere. */
export const Lost = () => (
  <Empty
    whole
    title="There is no such page"
    action={
      <Button component={Link} to="/" variant="default">
        Go to Home
      </Button>
    }
  >
    The address may be mistyped, or from a page that Reeve does not have yet. Press Ctrl K to find pages, people and settings by name.
  </Empty>
)

/** A page that broke. */
export const Stumbled = () => {
  const error = useRouteError()
  return (
    <main style={{ padding: 24 }}>
      <ErrorState
        error={error instanceof Error ? error : new Error('This page could not be shown.')}
        retry={() => window.location.reload()}
      />
    </main>
  )
}
