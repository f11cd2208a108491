import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { openDialog } from './openDialog.ts'

/** Something to say with the answer. */
export type Choice = {
  label: string
  options: { value: string; label: string }[]
  /** Nothing is chosen until somebody does: there is no answer that would do by itself. */
  open?: true
}
type Question = {
  title: string
  text: ReactNode
  verb: string
  /** Irreversible: this must be typed first. */
  typed?: string
  danger?: boolean
  /** How it is to be done; the first is chosen until another one is, unless the choice is open. */
  choice?: Choice
  /** What may be done in its stead. */
  instead?: { verb: string; act: () => unknown }
  act: (chosen: string | undefined) => unknown
  /** Closed without doing it. */
  kept?: () => void
}

const Confirm = ({ text, verb, typed, danger, choice, instead, act, close }: Question & { close: () => void }) => {
  const [said, say] = useState('')
  const [busy, setBusy] = useState(false)
  const [chosen, choose] = useState(choice?.open ? undefined : choice?.options[0]?.value)
  const unsaid = (typed !== undefined && said.trim() !== typed) || (choice !== undefined && chosen === undefined)
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    setBusy(true)
    await act(chosen)
    close()
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <Text component="div">{text}</Text>
        {choice && (
          <Select
            label={choice.label}
            data={choice.options}
            value={chosen ?? null}
            onChange={(value) => choose(value ?? undefined)}
            allowDeselect={false}
            placeholder="Choose"
          />
        )}
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
            Cancel
          </Button>
          {instead && (
            <Button
              variant="default"
              onClick={() => {
                close()
                void instead.act()
              }}
            >
              {instead.verb}
            </Button>
          )}
          <Button type="submit" loading={busy} color={danger ? 'red' : undefined} disabled={unsaid}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Asks before what is costly; before what is irreversible the name must be typed. */
export const confirm = (question: Question) =>
  openDialog({
    title: question.title,
    onClose: question.kept,
    children: (close) => <Confirm {...question} close={close} />,
  })
