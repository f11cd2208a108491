import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { type ReactNode, type SyntheticEvent, useState } from 'react'

type Question = {
  title: string
  text: ReactNode
  verb: string
  /** Irreversible: this must be typed first. */
  typed?: string
  danger?: boolean
  act: () => unknown
  /** Closed without doing it. */
  kept?: () => void
}

const Confirm = ({ text, verb, typed, danger, act, close }: Question & { close: () => void }) => {
  const [said, say] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    setBusy(true)
    await act()
    close()
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <Text component="div">{text}</Text>
        {typed !== undefined && (
          <TextInput
            data-autofocus
            label={`Type “${typed}” to confirm`}
            value={said}
            onChange={(event) => say(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Keep as it is
          </Button>
          <Button type="submit" loading={busy} color={danger ? 'red' : undefined} disabled={typed !== undefined && said.trim() !== typed}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Asks before what is costly; before what is irreversible the name must be typed. */
export const confirm = (question: Question) => {
  const id: string = modals.open({
    title: question.title,
    ...(question.kept && { onClose: question.kept }),
    closeButtonProps: { 'aria-label': 'Close' },
    children: <Confirm {...question} close={() => modals.close(id)} />,
  })
}
