import { ActionIcon, Button, Popover, SegmentedControl, Select, Stack, Text, UnstyledButton } from '@mantine/core'
import { infoOf } from '@reeve/contract/kernel/fields'
import type { Operation } from '@reeve/contract/kernel/operation'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { rowQuery } from '../../kit/client/client.ts'
import { wordOf } from '../../kit/text/format.ts'
import { exactly } from '../../kit/text/Time.tsx'
import { Field } from '../form/Field.tsx'
import type { Filter } from '../noun/filters.ts'
import { type Kind, kindOf } from '../noun/kinds.ts'
import { type Noun, useNoun } from '../noun/noun.tsx'
import type { Change, ListState } from '../noun/useListState.ts'
import classes from './filters.module.css'

type Value = ListState[string] | undefined
type Props = { filter: Filter; value: Value; change: Change; fresh: boolean; settle: () => void }

const yes = (value: Value) => value === '1' || value === 'true'

const wordsOf = (kind: Kind, value: Value) => {
  if (value === undefined) return '…'
  if (kind === 'flag') return yes(value) ? 'Yes' : 'No'
  return kind === 'moment' ? exactly([value].flat()[0] ?? '') : [value].flat().join(', ')
}

/** The name of a row that is filtered by its number. */
const NameOf = ({ view, noun, id }: { view: Operation; noun: Noun; id: Value }) => {
  const { data } = useQuery({ ...rowQuery(view, { id }), staleTime: 60_000 })
  return data ? noun.nameOf(data) : wordOf(id)
}

const Words = ({ filter: { schema, choices }, value }: { filter: Filter; value: Value }) => {
  const noun = useNoun(infoOf(schema)?.of)
  const chosen = choices?.find((one) => one.value === value)
  if (chosen) return chosen.label
  const view = noun?.operations.view
  return noun && view && value ? <NameOf view={view} noun={noun} id={value} /> : wordsOf(kindOf(schema), value)
}

const Editor = ({ filter, value, change, close }: Props & { close: () => void }) => {
  const [said, say] = useState<unknown>(value ?? '')
  const apply = (next: unknown) => {
    change({ [filter.key]: Array.isArray(next) ? next.map(wordOf) : next === null || next === '' ? undefined : wordOf(next) })
    close()
  }
  if (kindOf(filter.schema) === 'flag')
    return (
      <Stack gap={8}>
        <Text size="sm">{filter.label}</Text>
        <SegmentedControl
          aria-label={filter.label}
          value={value === undefined ? '' : yes(value) ? '1' : '0'}
          onChange={apply}
          data={[
            { value: '1', label: 'Yes' },
            { value: '0', label: 'No' },
          ]}
        />
      </Stack>
    )
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    apply(said)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap={8}>
        {filter.choices ? (
          <Select label={filter.label} data={filter.choices} value={wordOf(said) || null} onChange={say} searchable />
        ) : (
          <Field id={`filter-${filter.key}`} schema={filter.schema} value={said} error={null} onChange={say} onBlur={() => {}} />
        )}
        <Button type="submit" size="compact-sm">
          Apply filter
        </Button>
      </Stack>
    </form>
  )
}

/** A filter in use: press to change it, the cross to take it away. */
export const FilterChip = (props: Props) => {
  const { filter, value, change, fresh, settle } = props
  const [opened, setOpened] = useState(fresh)
  const close = () => {
    setOpened(false)
    settle()
  }
  return (
    <Popover
      opened={opened}
      onChange={(next) => (next ? setOpened(true) : close())}
      position="bottom-start"
      shadow="md"
      width={300}
      trapFocus
    >
      <Popover.Target>
        <span className={classes.chip}>
          <UnstyledButton onClick={() => setOpened(!opened)} className={classes.chipText}>
            {filter.label}:{' '}
            <strong>
              <Words filter={filter} value={value} />
            </strong>
          </UnstyledButton>
          <ActionIcon
            size="sm"
            aria-label={`Remove filter ${filter.label}`}
            onClick={() => {
              change({ [filter.key]: undefined })
              close()
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        </span>
      </Popover.Target>
      <Popover.Dropdown>
        <Editor {...props} close={close} />
      </Popover.Dropdown>
    </Popover>
  )
}
