import { Checkbox } from '@mantine/core'
import { Mark } from '../../kit/feedback/Mark.tsx'
import { RowLink } from './RowLink.tsx'
import type { RowsProps } from './rowTypes.ts'
import classes from './table.module.css'

/** Where there is no room for a table: the two most telling fields of each row. */
export const Cards = ({ noun, columns, rows, label, hrefOf, open, idOf, selection }: RowsProps) => {
  const [first, second] = noun.telling.map((key) => columns.find((column) => column.key === key))
  return (
    <ul className={classes.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={idOf(row)}>
          {selection && (
            <Checkbox
              aria-label={`Select ${noun.nameOf(row)}`}
              checked={selection.has(idOf(row))}
              onChange={() => selection.toggle(idOf(row))}
            />
          )}
          <RowLink id={idOf(row)} to={hrefOf(row)} onOpen={() => open(row)}>
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
