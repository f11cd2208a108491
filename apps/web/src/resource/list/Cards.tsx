import { type Row } from '../../kit/client/client.ts'
import { Mark } from '../../kit/feedback/Mark.tsx'
import type { Column } from '../noun/columns.tsx'
import type { Noun } from '../noun/noun.tsx'
import { RowLink } from './DataTable.tsx'
import classes from './table.module.css'

type Props = {
  noun: Noun
  columns: Column[]
  rows: Row[]
  label: string
  hrefOf: (row: Row) => string
  open: (row: Row) => void
  idOf: (row: Row) => string
}

/** Where there is no room for a table: the two most telling fields of each row. */
export const Cards = ({ noun, columns, rows, label, hrefOf, open, idOf }: Props) => {
  const [first, second] = noun.telling.map((key) => columns.find((column) => column.key === key))
  return (
    <ul className={classes.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={idOf(row)}>
          <RowLink to={hrefOf(row)} onOpen={() => open(row)}>
            <span className={classes.cardName}>{first?.cell(row)}</span>
            <span className={classes.cardMore}>
              {noun.card?.(row) ?? second?.cell(row)}
              {noun.marks?.(row).map(({ tone, label: word }) => (
                <Mark key={word} tone={tone}>
                  {word}
                </Mark>
              ))}
            </span>
          </RowLink>
        </li>
      ))}
    </ul>
  )
}
