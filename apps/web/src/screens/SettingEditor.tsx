import { Button, Group, SegmentedControl, TextInput } from '@mantine/core'
import type { SettingRow } from '@reeve/contract/resources/settings'
import { type KeyboardEvent, type SyntheticEvent, useState } from 'react'
import { wordOf } from '../kit/words.ts'
import classes from './settings.module.css'

type Said = SettingRow['value']
type Props = { row: SettingRow; save: (value: Said) => Promise<string | undefined>; close: () => void }

/** Enter saves, Esc leaves it as it was. */
export const SettingEditor = ({ row, save, close }: Props) => {
  const flag = row.type === 'boolean'
  const [text, setText] = useState(flag ? wordOf(row.value === true) : row.secret ? '' : wordOf(row.value))
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    setBusy(true)
    const wrong = await save(flag ? text === 'true' : row.type === 'numeric' ? Number(text) : text)
    setBusy(false)
    setFault(wrong)
    if (!wrong) close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
  }
  return (
    <form onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown} className={classes.editor}>
      {flag ? (
        <SegmentedControl
          aria-label={row.name}
          size="xs"
          value={text}
          onChange={setText}
          data={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]}
        />
      ) : (
        <TextInput
          aria-label={row.name}
          size="xs"
          type={row.secret ? 'password' : 'text'}
          autoComplete="off"
          autoFocus
          value={text}
          error={fault}
          onChange={(event) => setText(event.currentTarget.value)}
          inputMode={row.type === 'numeric' ? 'numeric' : 'text'}
        />
      )}
      {flag && fault && (
        <p role="alert" className={classes.fault}>
          {fault}
        </p>
      )}
      <Group gap={6} mt={6}>
        <Button type="submit" size="compact-xs" loading={busy}>
          Save
        </Button>
        <Button size="compact-xs" variant="default" onClick={close}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}
