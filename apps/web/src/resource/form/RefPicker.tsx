import { Loader, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { pageQuery, type Row, rowQuery } from '../../kit/client/client.ts'
import { useSession } from '../../kit/client/session.tsx'
import { wordOf } from '../../kit/text/format.ts'
import { type Noun, useNoun } from '../noun/noun.tsx'

type Props = {
  id?: string
  of: string
  label: string
  value: unknown
  onChange: (value: number | null) => void
  help?: string | undefined
  error?: ReactNode
  required?: boolean
  /** It has a value that may be replaced but not taken away. */
  settled?: boolean
  /** The row that is never offered. */
  except?: number
  onBlur?: () => void
  hideLabel?: boolean
}

const asOption = (noun: Noun) => (row: Row) => ({ value: wordOf(row.id), label: noun.nameOf(row) || wordOf(row.id) })

/** The rows that may be picked, and the one that is. */
const useChoices = (noun: Noun, search: string, value: string | null, except: number | undefined) => {
  const { actor } = useSession()
  const [term] = useDebouncedValue(search, 200)
  const { list, view = list } = noun.operations
  const found = useQuery({ ...pageQuery(list, { ...(term && { search: term }), limit: 30 }), staleTime: 60_000 })
  const mine = useQuery({ ...rowQuery(view, { id: value }), enabled: view !== list && value !== null, staleTime: 60_000 })
  const rows = (found.data?.rows ?? []).filter((row) => row.id !== except && (noun.mayPick?.(actor, row) ?? true)).map(asOption(noun))
  const current = mine.data && asOption(noun)(mine.data)
  const missing = current && current.value === value && !rows.some((row) => row.value === value)
  return { choices: missing ? [current, ...rows] : rows, current, busy: found.isFetching }
}

const aOrAn = (word: string) => `${/^[aeio]/.test(word) ? 'an' : 'a'} ${word}`

const Picker = ({ noun, except, ...props }: Props & { noun: Noun }) => {
  const { id, label, value, onChange, help, error, required, settled, onBlur, hideLabel } = props
  const [search, setSearch] = useState('')
  // The control writes the chosen label into its search; that is no search.
  const [picked, setPicked] = useState<string>()
  const chosen = value === undefined || value === null || value === '' ? null : wordOf(value)
  const { choices, current, busy } = useChoices(noun, search, chosen, except)
  return (
    <Select
      id={id}
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label : undefined}
      description={help}
      error={error}
      withAsterisk={required}
      data={choices}
      value={chosen}
      onChange={(next, option) => {
        setPicked(option?.label)
        onChange(next ? Number(next) : null)
      }}
      onBlur={onBlur}
      searchable
      clearable={!required && !settled}
      clearButtonProps={{ 'aria-label': `Clear ${label.toLowerCase()}` }}
      onSearchChange={(text) => setSearch(text === current?.label || text === picked ? '' : text)}
      // The chosen one has to be among the data; it is offered only where it matches.
      filter={({ options }) =>
        search
          ? options.filter(
              (one) => !('value' in one) || one.value !== chosen || current?.label.toLowerCase().includes(search.toLowerCase()),
            )
          : options
      }
      nothingFoundMessage={busy ? 'Looking …' : `No ${noun.one} matches`}
      rightSection={busy ? <Loader size={14} /> : undefined}
      placeholder={`Choose ${aOrAn(noun.one)}`}
    />
  )
}

/** Picks a row of another noun by its name. */
export const RefPicker = (props: Props) => {
  const noun = useNoun(props.of)
  return noun ? <Picker noun={noun} {...props} /> : null
}
