import { Autocomplete, Textarea } from '@mantine/core'
import { type ComponentType, useState } from 'react'
import { useMay } from '../../kit/client/session.tsx'
import { EditInPlace } from '../../kit/layout/EditInPlace.tsx'
import textClasses from '../../kit/text/text.module.css'
import { useNouns } from '../../resource/noun/noun.tsx'
import classes from './userSettings.module.css'

/** What is wrong with a text that should be JSON. */
const faultOfJson = (text: string) => {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return `This is not valid JSON. ${error instanceof Error ? error.message : ''}`
  }
}

type Control = { name: string; text: string; fault: string | undefined; change: (text: string) => void }
const Json = ({ name, text, fault, change }: Control) => (
  <Textarea
    classNames={{ input: textClasses.mono }}
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
      description="A path on this instance, starting with a slash."
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

/** How a value is written, what is wrong with what was written, and what is sent for it. */
type Way = {
  Control: ComponentType<Control>
  textOf: (value: unknown) => string
  faultOf: (text: string) => string | undefined
  valueOf: (text: string) => unknown
}
const plain: Way = {
  Control: Json,
  textOf: (value) => (value === undefined ? '' : JSON.stringify(value, null, 2)),
  faultOf: faultOfJson,
  valueOf: (text) => text,
}
const path: Way = { Control: StartPage, textOf: pathOf, faultOf: () => undefined, valueOf: (text) => ({ path: text.trim() }) }

type Props = { name: string; value: unknown; save: (value: unknown) => Promise<string | undefined>; close: () => void }

/** A homepage is a path, all else is JSON. */
export const UserSettingEditor = ({ name, value, save, close }: Props) => {
  const { textOf, valueOf, faultOf, Control } = name === 'homepage' ? path : plain
  const [text, setText] = useState(() => textOf(value))
  return (
    <EditInPlace size="compact-sm" className={classes.editor} save={async () => faultOf(text) ?? (await save(valueOf(text)))} close={close}>
      {(fault) => <Control name={name} text={text} fault={fault} change={setText} />}
    </EditInPlace>
  )
}
