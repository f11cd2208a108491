import { Autocomplete, Button, Group, TextInput } from '@mantine/core'
import { countryCodes } from '@reeve/contract/inputs/countries'
import { Failure } from '@reeve/contract/inputs/failure'
import { api } from '../../kit/client/client.ts'
import { tellFailure } from '../../kit/feedback/toast.tsx'
import type { ControlProps } from '../../resource/noun/noun.tsx'

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

const names = new Intl.DisplayNames(['en'], { type: 'region' })
const countries = countryCodes.map((code) => names.of(code) ?? code).sort((a, b) => a.localeCompare(b, 'en'))
const nationalities = ['International', 'Europe', ...countries]

/** Countries by their ISO names; what else was stored stays as it is. */
export const Nationality = ({ id, label, help, value, error, onChange, onBlur }: ControlProps) => (
  <Autocomplete
    id={id}
    label={label}
    description={help}
    error={error}
    data={nationalities}
    limit={60}
    value={textOf(value)}
    onChange={onChange}
    onBlur={onBlur}
    autoComplete="off"
  />
)

/** A UUID that is known from elsewhere, or a new one. */
export const UuidField = ({ id, label, help, value, error, onChange, onBlur }: ControlProps) => {
  const make = async () => {
    try {
      onChange((await api.organisations.uuid({})).uuid)
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      tellFailure(failure)
    }
  }
  return (
    <Group gap={8} align="flex-end" wrap="nowrap">
      <TextInput
        id={id}
        label={label}
        description={help}
        error={error}
        value={textOf(value)}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={onBlur}
        autoComplete="off"
        style={{ flex: 1 }}
      />
      <Button variant="default" onClick={() => void make()}>
        Generate
      </Button>
    </Group>
  )
}
