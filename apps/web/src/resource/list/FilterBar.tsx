import { ActionIcon, Button, Group, Menu, Select, TextInput } from '@mantine/core'
import type { Operation } from '@reeve/contract/kernel/operation'
import { IconFilter, IconSearch, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useMay } from '../../kit/client/session.tsx'
import { wordOf } from '../../kit/text/format.ts'
import { type Filter, filtersOf } from '../noun/filters.ts'
import { choicesOf, kindOf } from '../noun/kinds.ts'
import type { Noun } from '../noun/noun.tsx'
import type { Change, ListState } from '../noun/useListState.ts'
import { FilterChip } from './FilterChip.tsx'
import classes from './filters.module.css'

/** Asks when the typing stops, so that the list is not asked for every letter. */
const SearchBox = ({
  filter,
  value,
  onChange,
  wide,
}: {
  filter: Filter
  value: string
  onChange: (next: string, how: { replace: boolean }) => void
  wide: boolean
}) => {
  const [text, setText] = useState(value)
  // What is typed in one go is one step of the history.
  const [typing, setTyping] = useState(false)
  const clear = () => {
    setText('')
    setSent('')
    setTyping(false)
    onChange('', { replace: false })
  }
  const [known, setKnown] = useState(value)
  const [sent, setSent] = useState(value)
  // The address changed by another hand than this one.
  if (known !== value) {
    setKnown(value)
    if (value !== sent) setText(value)
  }
  useEffect(() => {
    if (text === value) return undefined
    const timer = setTimeout(() => {
      setSent(text)
      setTyping(true)
      onChange(text, { replace: typing })
    }, 250)
    return () => clearTimeout(timer)
  }, [text, value, onChange, typing, setSent, setTyping])
  return (
    <TextInput
      className={wide ? classes.search : classes.pinned}
      aria-label={wide ? 'Search' : filter.label}
      placeholder={wide ? 'Search' : filter.label}
      data-search
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => setTyping(false)}
      leftSection={wide ? <IconSearch size={16} aria-hidden /> : undefined}
      rightSection={
        text && (
          <ActionIcon size="sm" aria-label={`Clear ${filter.label.toLowerCase()}`} onClick={clear}>
            <IconX size={14} />
          </ActionIcon>
        )
      }
    />
  )
}

/** One of the values that the list knows, without a detour. */
const ChoiceBox = ({ filter, value, onChange }: { filter: Filter; value: string; onChange: (next: string) => void }) => (
  <Select
    className={classes.pinned}
    aria-label={filter.label}
    placeholder={filter.label}
    data={choicesOf(filter.schema)}
    value={value || null}
    onChange={(next) => onChange(next ?? '')}
    searchable
    clearable
    clearButtonProps={{ 'aria-label': `Clear ${filter.label.toLowerCase()}` }}
  />
)

const FilterMenu = ({ filters, add }: { filters: Filter[]; add: (key: string) => void }) => (
  <Menu position="bottom-start" shadow="md">
    <Menu.Target>
      <Button variant="default" leftSection={<IconFilter size={14} aria-hidden />}>
        Filter
      </Button>
    </Menu.Target>
    <Menu.Dropdown>
      {filters.map(({ key, label }) => (
        <Menu.Item key={key} onClick={() => add(key)}>
          {label}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
)

type Props = {
  list: Operation
  state: ListState
  change: Change
  pinned?: readonly string[] | undefined
  fixed?: readonly string[]
  choices?: Noun['choices']
  children?: ReactNode
}

/** Search, the filters in use as chips, and a menu of the others: all from what the list declares. */
export const FilterBar = ({ list, state, change, pinned = ['search'], fixed = [], choices, children }: Props) => {
  const [adding, setAdding] = useState<string>()
  const may = useMay()
  const all = filtersOf(list)
    .filter(({ key, setBy }) => !fixed.includes(key) && (!setBy || may(setBy)))
    .map((filter) => ({ ...filter, choices: choices?.[filter.key]?.(may) }))
  // Several values at once are told by a chip.
  const inReach = ({ key }: Filter) => pinned.includes(key) && !Array.isArray(state[key])
  const used = all.filter((filter) => !inReach(filter) && (state[filter.key] !== undefined || filter.key === adding))
  const others = all.filter((filter) => !inReach(filter) && !used.includes(filter))
  return (
    <Group gap={8} className={classes.filters} role="search" aria-label="Filter the list">
      {all.filter(inReach).map((filter) => {
        const shared = {
          filter,
          value: wordOf(state[filter.key] ?? ''),
          onChange: (next: string, how?: { replace: boolean }) => change({ [filter.key]: next }, how),
        }
        return kindOf(filter.schema).startsWith('choice') ? (
          <ChoiceBox key={filter.key} {...shared} />
        ) : (
          <SearchBox key={filter.key} {...shared} wide={filter.key === 'search'} />
        )
      })}
      {used.map((filter) => (
        <FilterChip
          key={filter.key}
          filter={filter}
          value={state[filter.key]}
          change={change}
          fresh={filter.key === adding}
          settle={() => setAdding(undefined)}
        />
      ))}
      {others.length > 0 && <FilterMenu filters={others} add={setAdding} />}
      {children}
    </Group>
  )
}
