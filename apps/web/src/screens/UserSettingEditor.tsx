import { Autocomplete, Button, Group, Textarea } from '@mantine/core'
import { type KeyboardEvent, type SyntheticEvent, useState } from 'react'
import { useNouns } from '../kit/noun.tsx'
import { useMay } from '../session.tsx'
import classes from './userSettings.module.css'

/** What is wrong with a text that should be JSON. */
const faultOf = (text: string) => {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`
  }
}

type Control = { name: string; text: string; fault: string | undefined; change: (text: string) => void }
const Json = ({ name, text, fault, change }: Control) => (
  <Textarea
    className={classes.json}
    aria-label={name}
    description="As JSON."
    autosize
    minRows={3}
    maxRows={20}
    spellCheck={false}
    autoFocus
    value={text}
    error={fault}
    onChange={(event) => change(event.currentTarget.value)}
  />
)
/** The pages of this role to choose from; any other place on the instance can be typed. */
const StartPage = ({ name, text, fault, change }: Control) => {
  const may = useMay()
  const pages = useNouns()
    .filter(({ operations: { list } }) => may(list.allow))
    .map(({ path }) => `/app${path}`)
  return (
    <Autocomplete
      aria-label={name}
      description="A path on this instance that begins with a slash."
      placeholder="/app/logs"
      data={pages}
      autoFocus
      comboboxProps={{ withinPortal: false }}
      value={text}
      error={fault}
      onChange={change}
    />
  )
}

/** The path in the value of a homepage. */
export const pathOf = (value: unknown) =>
  typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string' ? value.path : ''

/** How a value is written, and what is sent for what was written. */
const plain = {
  textOf: (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2)),
  valueOf: (text: string): unknown => text,
}
const path = { textOf: pathOf, valueOf: (text: string): unknown => ({ path: text.trim() }) }

type Props = { name: string; value: unknown; save: (value: unknown) => Promise<string | undefined>; close: () => void }

/** A homepage is a path, all else is JSON. Esc leaves the value as it was. */
export const UserSettingEditor = ({ name, value, save, close }: Props) => {
  const isPath = name === 'homepage'
  const { textOf, valueOf } = isPath ? path : plain
  const [text, setText] = useState(() => textOf(value))
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    const wrong = isPath ? undefined : faultOf(text)
    if (wrong) return setFault(wrong)
    setBusy(true)
    const refused = await save(valueOf(text))
    setBusy(false)
    setFault(refused)
    if (!refused) close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) close()
  }
  const Editor = isPath ? StartPage : Json
  return (
    <form onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown} className={classes.editor}>
      <Editor name={name} text={text} fault={fault} change={setText} />
      <Group gap={8} mt={8}>
        <Button type="submit" size="compact-sm" loading={busy}>
          Save
        </Button>
        <Button size="compact-sm" variant="default" onClick={close}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}
