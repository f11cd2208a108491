import { useLocalStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import { columnsFor } from '../noun/columns.tsx'
import type { Noun } from '../noun/noun.tsx'

/** The columns of a noun, and which of them this browser shows. */
export const useColumns = (noun: Noun) => {
  const columns = useMemo(() => columnsFor(noun), [noun])
  const [off, setOff] = useLocalStorage<string[]>({
    key: `reeve-columns-${noun.noun}`,
    defaultValue: [...(noun.off ?? [])],
    getInitialValueInEffect: false,
  })
  const visible = useMemo(() => Object.fromEntries(columns.map(({ key }) => [key, !off.includes(key)])), [columns, off])
  const toggle = (key: string) => setOff(off.includes(key) ? off.filter((one) => one !== key) : [...off, key])
  return { columns, visible, toggle }
}
