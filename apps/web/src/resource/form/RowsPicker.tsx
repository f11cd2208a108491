import { MultiSelect } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { pageQuery } from '../../kit/client/client.ts'
import { wordOf } from '../../kit/text/format.ts'
import { type Noun, useNoun } from '../noun/noun.tsx'

type Option = { value: string; label: string }
type Props = { of: string; label: string; value: readonly number[]; onChange: (value: number[]) => void; error?: ReactNode }

const Picker = ({ noun, label, value, onChange, error }: Props & { noun: Noun }) => {
  const [search, setSearch] = useState('')
  const [term] = useDebouncedValue(search, 200)
  // Who was chosen keeps his name when the next search no longer finds him.
  const [known, setKnown] = useState<Option[]>([])
  const { data } = useQuery({ ...pageQuery(noun.operations.list, { ...(term && { search: term }), limit: 30 }), staleTime: 60_000 })
  const found = (data?.rows ?? []).map((row) => ({ value: wordOf(row.id), label: noun.nameOf(row) || wordOf(row.id) }))
  const chosen = new Set(value.map(String))
  const kept = known.filter((option) => chosen.has(option.value) && !found.some((one) => one.value === option.value))
  const change = (next: string[]) => {
    setKnown([...kept, ...found].filter((option) => next.includes(option.value)))
    onChange(next.map(Number))
  }
  return (
    <MultiSelect
      label={label}
      error={error}
      data={[...kept, ...found]}
      value={value.map(String)}
      onChange={change}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      nothingFoundMessage={`No ${noun.one} matches`}
      placeholder={value.length === 0 ? `Choose ${noun.many.toLowerCase()}` : undefined}
      clearable
      maxDropdownHeight={260}
    />
  )
}

/** Picks several rows of another noun by their names. */
export const RowsPicker = (props: Props) => {
  const noun = useNoun(props.of)
  return noun ? <Picker noun={noun} {...props} /> : null
}
