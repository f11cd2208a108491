import { Button, Group, Text } from '@mantine/core'
import { hideNotification, showNotification } from '@mantine/notifications'
import { Failure } from '@reeve/contract/inputs/failure'
import { RequestId } from './ErrorState.tsx'

let count = 0

/** What was done, with ten seconds to take it back where that can be done. */
export const tell = (message: string, undo?: () => unknown) => {
  const id = `told-${++count}`
  const takeBack = () => {
    hideNotification(id)
    void undo?.()
  }
  showNotification({
    id,
    autoClose: undo ? 10_000 : 5000,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close this message' },
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text>{message}</Text>
        {undo && (
          <Button size="compact-sm" variant="default" onClick={takeBack}>
            Undo
          </Button>
        )}
      </Group>
    ),
  })
}

/** A toast has no fields to mark: what is wrong with the first of them says more than that something is. */
const wordsOf = (error: Error) => (error instanceof Failure ? Object.values(error.fields)[0]?.[0] : undefined) ?? error.message

/** What was refused, and why. */
export const tellFailure = (error: Error) =>
  void showNotification({
    color: 'red',
    title: 'This was not done',
    autoClose: 12_000,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close this message' },
    message: (
      <>
        <Text mb={4}>{wordsOf(error)}</Text>
        <RequestId error={error} />
      </>
    ),
  })
