import { Checkbox, Table, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react'
import type { MouseEvent } from 'react'
import { useHref } from 'react-router'
import type { Row } from '../../kit/client/client.ts'
import { Mark } from '../../kit/feedback/Mark.tsx'
import type { Column } from '../noun/columns.tsx'
import { nextSort } from './nextSort.ts'
import { opensBeside, RowLink } from './RowLink.tsx'
import { RowTools } from './RowTools.tsx'
import type { RowsProps } from './rowTypes.ts'
import classes from './table.module.css'

type Props = RowsProps & {
  /** The column that names the row and links to it. */
  named: string
  sort: string | undefined
  onSort: (sort: string | undefined) => void
}

const Heading = ({ column, sort, onSort }: Pick<Props, 'sort' | 'onSort'> & { column: Column }) => {
  const direction = sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : undefined
  const Sign = direction === 'ascending' ? IconArrowUp : direction === 'descending' ? IconArrowDown : IconSelector
  return (
    <Table.Th aria-sort={column.sortable ? (direction ?? 'none') : undefined} data-numeric={column.numeric}>
      {column.sortable ? (
        <UnstyledButton className={classes.sort} data-on={Boolean(direction)} onClick={() => onSort(nextSort(column.key, sort))}>
          {column.label}
          <Sign size={13} aria-hidden />
        </UnstyledButton>
      ) : (
        column.label
      )}
    </Table.Th>
  )
}

const Named = ({ noun, row, column, props: { hrefOf, open, idOf } }: { noun: Props['noun']; row: Row; column: Column; props: Props }) => (
  <span className={classes.named}>
    <RowLink id={idOf(row)} to={hrefOf(row)} onOpen={() => open(row)}>
      {column.cell(row)}
    </RowLink>
    {noun.marks?.(row).map(
      ({ tone, label }) =>
        tone !== 'plain' && (
          <Mark key={label} tone={tone}>
            {label}
          </Mark>
        ),
    )}
  </span>
)

/** Under the pointer, a text that was cut is told whole. */
const tellWhole = ({ target }: MouseEvent) => {
  const cell = target instanceof Element ? target.closest('td') : null
  const text = cell?.querySelector('[data-row-link]') ?? cell
  if (cell && text) cell.title = text.scrollWidth > text.clientWidth ? cell.innerText : ''
}

const Line = ({ row, props }: { row: Row; props: Props }) => {
  const { noun, columns, named, hrefOf, open, opened, idOf, selection } = props
  const base = useHref('/').replace(/\/$/, '')
  const id = idOf(row)
  const click = (event: MouseEvent) => {
    if (window.getSelection()?.toString()) return
    if (opensBeside(event)) open(row)
    else window.open(base + hrefOf(row), '_blank', 'noopener')
  }
  return (
    <Table.Tr data-opened={id === opened} data-selected={selection?.has(id) || undefined} onClick={click}>
      {selection && (
        <Table.Td className={classes.check} onClick={(event) => event.stopPropagation()}>
          <Checkbox size="xs" aria-label={`Select ${noun.nameOf(row)}`} checked={selection.has(id)} onChange={() => selection.toggle(id)} />
        </Table.Td>
      )}
      {columns.map((column) => (
        <Table.Td key={column.key} data-numeric={column.numeric} data-named={column.key === named || undefined}>
          {column.key === named ? <Named noun={noun} row={row} column={column} props={props} /> : column.cell(row)}
        </Table.Td>
      ))}
      <Table.Td className={classes.tools} onClick={(event) => event.stopPropagation()}>
        <RowTools noun={noun} row={row} />
      </Table.Td>
    </Table.Tr>
  )
}

/** A dense table: sticky head, sortable columns, the row opens beside it. */
export const DataTable = (props: Props) => {
  const { columns, rows, label, sort, onSort, idOf, selection } = props
  const ids = rows.map(idOf)
  const whole = selection !== undefined && ids.every(selection.has)
  return (
    <div className={classes.scroll}>
      <Table className={classes.table} stickyHeader highlightOnHover>
        <caption className={classes.caption}>
          <VisuallyHidden>{label}</VisuallyHidden>
        </caption>
        <Table.Thead>
          <Table.Tr>
            {selection && (
              <Table.Th className={classes.check}>
                <Checkbox
                  size="xs"
                  aria-label="Select the rows of this page"
                  checked={whole}
                  indeterminate={!whole && ids.some(selection.has)}
                  onChange={() => selection.togglePage(ids)}
                />
              </Table.Th>
            )}
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
            <Table.Td className={classes.tools} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody onMouseOver={tellWhole}>
          {rows.map((row) => (
            <Line key={idOf(row)} row={row} props={props} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
