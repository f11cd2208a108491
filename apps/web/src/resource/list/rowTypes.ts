import type { Row } from '../../kit/client/client.ts'
import type { Column } from '../noun/columns.tsx'
import type { Noun } from '../noun/noun.tsx'
import type { Selection } from './useSelection.ts'

/** What a table and a list of cards have in common. */
export type RowsProps = {
  noun: Noun
  columns: Column[]
  rows: Row[]
  label: string
  hrefOf: (row: Row) => string
  open: (row: Row) => void
  opened: string | undefined
  idOf: (row: Row) => string
  /** Rows can be selected. */
  selection: Selection | undefined
}
