import { Checkbox, MultiSelect, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import { infoOf } from '@reeve/contract/kernel/fields'
import type { ComponentType, ReactNode } from 'react'
import type { z } from 'zod'
import { wordOf } from '../../kit/text/format.ts'
import textClasses from '../../kit/text/text.module.css'
import { choicesOf, isRequired, kindOf } from '../noun/kinds.ts'
import type { ControlProps } from '../noun/noun.tsx'
import classes from './form.module.css'
import { RefPicker } from './RefPicker.tsx'

const twoDigits = (number: number) => wordOf(number).padStart(2, '0')
/** A moment as the browser's own date control wants it, in the viewer's zone. */
const localOf = (value: unknown) => {
  if (typeof value !== 'string' || value === '') return ''
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return ''
  const [month, day, hours, minutes] = [at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes()].map(twoDigits)
  return `${at.getFullYear()}-${month}-${day}T${hours}:${minutes}`
}
const isoOf = (local: string) => (local ? new Date(local).toISOString() : null)
const textOf = (value: unknown) => (Array.isArray(value) ? value.join('\n') : value === null || value === undefined ? '' : wordOf(value))

type Control = ControlProps & { schema: z.ZodType; required: boolean; settled: boolean }
type Common = { id: string; label: string; description: string | undefined; error: ReactNode; onBlur: () => void; withAsterisk: boolean }
const commonOf = ({ id, label, help, error, onBlur, required }: Control): Common => ({
  id,
  label,
  description: help,
  error,
  onBlur,
  withAsterisk: required,
})

const controls: Record<ReturnType<typeof kindOf>, (props: Control) => ReactNode> = {
  flag: ({ id, label, help, error, value, onChange, onBlur }) => (
    <Checkbox
      id={id}
      label={label}
      description={help}
      error={error}
      checked={Boolean(value)}
      onChange={(event) => onChange(event.currentTarget.checked)}
      onBlur={onBlur}
    />
  ),
  number: (props) => (
    <TextInput
      {...commonOf(props)}
      inputMode="numeric"
      value={textOf(props.value)}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      classNames={{ input: classes.short }}
    />
  ),
  text: (props) => (
    <TextInput
      {...commonOf(props)}
      value={textOf(props.value)}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      autoComplete="off"
    />
  ),
  area: (props) => (
    <Textarea
      {...commonOf(props)}
      value={textOf(props.value)}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      autosize
      minRows={3}
      maxRows={12}
    />
  ),
  lines: (props) => (
    <Textarea
      {...commonOf(props)}
      value={textOf(props.value)}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      autosize
      minRows={2}
      maxRows={12}
      classNames={{ input: textClasses.mono }}
    />
  ),
  list: (props) => controls.lines(props),
  password: (props) => (
    <PasswordInput
      {...commonOf(props)}
      value={textOf(props.value)}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': `Show ${props.label.toLowerCase()}` }}
    />
  ),
  moment: (props) => (
    <TextInput
      {...commonOf(props)}
      type="datetime-local"
      value={localOf(props.value)}
      onChange={(event) => props.onChange(isoOf(event.currentTarget.value))}
      classNames={{ input: classes.short }}
    />
  ),
  choice: (props) => (
    <Select
      {...commonOf(props)}
      data={choicesOf(props.schema)}
      value={textOf(props.value) || null}
      onChange={props.onChange}
      searchable
      clearable={!props.required}
    />
  ),
  choices: (props) => (
    <MultiSelect
      {...commonOf(props)}
      data={choicesOf(props.schema)}
      value={[props.value ?? []].flat().map(wordOf)}
      onChange={props.onChange}
      searchable
      clearable
      maxDropdownHeight={260}
    />
  ),
  ref: ({ id, label, help, error, value, onChange, onBlur, schema, required, settled }) => (
    <RefPicker
      id={id}
      of={infoOf(schema)?.of ?? ''}
      label={label}
      help={help}
      error={error}
      value={value}
      onChange={onChange}
      onBlur={onBlur}
      required={required}
      settled={settled}
    />
  ),
}

type FieldProps = Omit<ControlProps, 'label' | 'help'> & {
  schema: z.ZodType
  /** It has a value that may be replaced but not taken away. */
  settled?: boolean
  own?: ComponentType<ControlProps> | undefined
  label?: string
}

/** One field of a form, as its schema and what is known of it say. */
export const Field = ({ schema, own: Own, label, settled = false, ...rest }: FieldProps) => {
  const info = infoOf(schema)
  const props = { ...rest, label: label ?? info?.label ?? rest.id, help: info?.help }
  if (Own) return <Own {...props} />
  return controls[kindOf(schema)]({ ...props, schema, required: isRequired(schema), settled })
}
