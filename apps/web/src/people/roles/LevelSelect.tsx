import { Select } from '@mantine/core'
import { permissionLevels } from '@reeve/contract/people/roles'
import { wordOf } from '../../kit/text/format.ts'
import type { ControlProps } from '../../resource/noun/noun.tsx'

const levels = permissionLevels.map(({ label }, level) => ({ value: wordOf(level), label }))

/** The four levels of what a role may do with events. */
export const LevelSelect = ({ id, label, value, error, onChange, onBlur }: ControlProps) => (
  <Select
    id={id}
    label={label}
    description="What its members may do with events."
    error={error}
    data={levels}
    value={wordOf(value || 0)}
    onChange={(level) => onChange(Number(level))}
    onBlur={onBlur}
    allowDeselect={false}
  />
)
