import { Checkbox, Table, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react'
import { columnVisibilityFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { type MouseEvent, type ReactNode, useMemo } from 'react'
import { Link, useHref } from 'react-router'
import type { Row } from '../../kit/client/client.ts'
import { Mark, type Tone } from '../../kit/feedback/Mark.tsx'
import { wordOf } from '../../kit/text/format.ts'
import type { Column } from '../noun/columns.tsx'
import classes from './table.module.css'

export type TableProps = {
  columns: Column[]
  rows: Row[]
  /** Which column names the row and links to it. */
  named: string
  label: string
  hidden: Record<string, boolean>
  sort: string | undefined
  onSort: (sort: string | undefined) => void
  hrefOf: (row: Row) => string
  open: (row: Row) => void
  opened: string | undefined
  idOf: (row: Row) => string
  /** Rows can be selected. */
  selection?: { has: (id: string) => boolean; toggle: (id: string) => void; togglePage: (ids: readonly string[]) => void } | undefined
  /** States worth a look, shown beside the name. */
  marks?: ((row: Row) => { tone: Tone; label: string }[]) | undefined
}

const features = tableFeatures({ columnVisibilityFeature })

/** Up, down, and back to the order of the server. */
const nextSort = (key: string, sort: string | undefined) => (sort === key ? `-${key}` : sort === `-${key}` ? undefined : key)

const Heading = ({ column, sort, onSort }: { column: Column; sort: string | undefined; onSort: TableProps['onSort'] }) => {
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

/** A plain click opens the drawer; with Ctrl, ⌘ or the middle button it stays what a link is. */
export const opensDrawer = (event: MouseEvent) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0)

/** The name of a row: a link to its page, which a plain click opens beside the list. */
export const RowLink = ({ to, onOpen, children }: { to: string; onOpen: () => void; children: ReactNode }) => (
  <Link
    to={to}
    className={classes.name}
    data-row-link
    onClick={(event) => {
      event.stopPropagation()
      if (!opensDrawer(event)) return
      event.preventDefault()
      onOpen()
    }}
  >
    {children}
  </Link>
)

const useColumns = ({ columns, named, hrefOf, open, marks }: TableProps) =>
  useMemo(
    () =>
      columns.map((column) => ({
        id: column.key,
        header: () => column.label,
        cell: ({ row }: { row: { original: Row } }) =>
          column.key === named ? (
            <span className={classes.named}>
              <RowLink to={hrefOf(row.original)} onOpen={() => open(row.original)}>
                {column.cell(row.original)}
              </RowLink>
              {marks?.(row.original).map(
                ({ tone, label }) =>
                  tone !== 'plain' && (
                    <Mark key={label} tone={tone}>
                      {label}
                    </Mark>
                  ),
              )}
            </span>
          ) : (
            column.cell(row.original)
          ),
      })),
    [columns, named, hrefOf, open, marks],
  )

/** Under the pointer, a text that was cut is told whole. */
const tellWhole = ({ target }: MouseEvent) => {
  const cell = target instanceof Element ? target.closest('td') : null
  const text = cell?.querySelector('[data-row-link]') ?? cell
  if (cell && text) cell.title = text.scrollWidth > text.clientWidth ? cell.innerText : ''
}

/** A dense table: sticky head, sortable columns, the row opens the drawer. */
export const DataTable = (props: TableProps) => {
  const { columns, rows, label, hidden, sort, onSort, hrefOf, open, opened, idOf, selection } = props
  const base = useHref('/').replace(/\/$/, '')
  const shown = useColumns(props)
  const table = useTable({ features, columns: shown, data: rows, getRowId: idOf, state: { columnVisibility: hidden } })
  const known = new Map(columns.map((column) => [column.key, column]))
  const click = (row: Row) => (event: MouseEvent) => {
    if (window.getSelection()?.toString()) return
    if (opensDrawer(event)) open(row)
    else window.open(base + hrefOf(row), '_blank', 'noopener')
  }
  return (
    <div className={classes.scroll}>
      <Table className={classes.table} stickyHeader highlightOnHover>
        <caption className={classes.caption}>
          <VisuallyHidden>{label}</VisuallyHidden>
        </caption>
        <Table.Thead>
          {table.getHeaderGroups().map((group) => (
            <Table.Tr key={group.id}>
              {selection && (
                <Table.Th className={classes.check}>
                  <Checkbox
                    size="xs"
                    aria-label="Select the rows of this page"
                    checked={rows.every((row) => selection.has(idOf(row)))}
                    indeterminate={rows.some((row) => selection.has(idOf(row))) && !rows.every((row) => selection.has(idOf(row)))}
                    onChange={() => selection.togglePage(rows.map(idOf))}
                  />
                </Table.Th>
              )}
              {group.headers.map(({ id, column: { id: key } }) => {
                const column = known.get(key)
                return column && <Heading key={id} column={column} sort={sort} onSort={onSort} />
              })}
            </Table.Tr>
          ))}
        </Table.Thead>
        <Table.Tbody onMouseOver={tellWhole}>
          {table.getRowModel().rows.map((row) => (
            <Table.Tr key={row.id} data-opened={row.id === opened} onClick={click(row.original)}>
              {selection && (
                <Table.Td className={classes.check} onClick={(event) => event.stopPropagation()}>
                  <Checkbox
                    size="xs"
                    aria-label={`Select ${wordOf(row.original[props.named])}`}
                    checked={selection.has(row.id)}
                    onChange={() => selection.toggle(row.id)}
                  />
                </Table.Td>
              )}
              {row.getVisibleCells().map((cell) => (
                <Table.Td
                  key={cell.id}
                  data-numeric={known.get(cell.column.id)?.numeric}
                  data-named={cell.column.id === props.named || undefined}
                >
                  <table.FlexRender cell={cell} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
