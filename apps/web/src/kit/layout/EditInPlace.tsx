import { Button, Group } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, type SyntheticEvent, useState } from 'react'

type Props = {
  size: 'compact-xs' | 'compact-sm'
  className: string | undefined
  /** Answers what is wrong, if anything. */
  save: () => Promise<string | undefined>
  close: () => void
  /** The control, with what was wrong with its value. */
  children: (fault: string | undefined) => ReactNode
}

/** A value that is changed where it stands: Enter saves, Esc leaves it as it was. */
export const EditInPlace = ({ size, className, save, close, children }: Props) => {
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    setBusy(true)
    const wrong = await save()
    setBusy(false)
    setFault(wrong)
    if (!wrong) close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) close()
  }
  return (
    <form onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown} className={className}>
      {children(fault)}
      <Group gap={6} mt={6}>
        <Button type="submit" size={size} loading={busy}>
          Save
        </Button>
        <Button size={size} variant="default" onClick={close}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}
