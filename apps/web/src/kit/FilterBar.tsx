import { ActionIcon, Button, Group, Menu, TextInput } from '@mantine/core'
import { infoOf } from '@reeve/contract/fields'
import { filterOf } from '@reeve/contract/filters'
import type { Operation } from '@reeve/contract/operation'
import { IconFilter, IconSearch, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { z } from 'zod'
import { Chip } from './Chip.tsx'
import classes from './kit.module.css'
import type { Change, ListState } from './useListState.ts'

export type Filter = { key: string; label: string; schema: z.ZodType }

/** The filters that a list declares. */
export const filtersOf = (list: Operation): Filter[] =>
  Object.entries(list.input.shape).flatMap(([key, schema]) =>
    schema instanceof z.ZodType && filterOf(schema) ? [{ key, label: infoOf(schema)?.label ?? key, schema }] : [],
  )

/** Asks when the typing stops, so that the list is not asked for every letter. */
const SearchBox = ({
  filter,
  value,
  onChange,
  wide,
}: {
  filter: Filter
  value: string
  onChange: (next: string) => void
  wide: boolean
}) => {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return undefined
    const timer = setTimeout(() => onChange(text), 250)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <TextInput
      className={wide ? classes.search : classes.pinned}
      aria-label={wide ? 'Search' : filter.label}
      placeholder={wide ? 'Search' : filter.label}
      data-search
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      leftSection={wide ? <IconSearch size={16} aria-hidden /> : undefined}
      rightSection={
        text && (
          <ActionIcon size="sm" aria-label={`Clear ${filter.label.toLowerCase()}`} onClick={() => onChange('')}>
            <IconX size={14} />
          </ActionIcon>
        )
      }
    />
  )
}

type Props = {
  list: Operation
  state: ListState
  change: Change
  pinned?: readonly string[] | undefined
  fixed?: readonly string[]
  children?: ReactNode
}

/** Search, the filters in use as chips, and a menu of the others: all from what the list declares. */
export const FilterBar = ({ list, state, change, pinned = ['search'], fixed = [], children }: Props) => {
  const [adding, setAdding] = useState<string>()
  const all = filtersOf(list).filter(({ key }) => !fixed.includes(key))
  const used = all.filter(({ key }) => !pinned.includes(key) && (state[key] !== undefined || key === adding))
  const others = all.filter((filter) => !pinned.includes(filter.key) && !used.includes(filter))
  return (
    <Group gap={8} className={classes.filters} role="search" aria-label="Filter the list">
      {all
        .filter(({ key }) => pinned.includes(key))
        .map((filter) => (
          <SearchBox
            key={filter.key}
            filter={filter}
            wide={filter.key === 'search'}
            value={String(state[filter.key] ?? '')}
            onChange={(next) => change({ [filter.key]: next })}
          />
        ))}
      {used.map((filter) => (
        <Chip
          key={filter.key}
          filter={filter}
          value={state[filter.key]}
          change={change}
          fresh={filter.key === adding}
          settle={() => setAdding(undefined)}
        />
      ))}
      {others.length > 0 && (
        <Menu position="bottom-start" shadow="md">
          <Menu.Target>
            <Button variant="default" leftSection={<IconFilter size={14} aria-hidden />}>
              Filter
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map(({ key, label }) => (
              <Menu.Item key={key} onClick={() => setAdding(key)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {children}
    </Group>
  )
}
