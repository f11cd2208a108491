import { Button, Table } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { amount } from '../text/format.ts'
import classes from './chart.module.css'

export type BarRow = { key: string; name: ReactNode; count: number }
type Props = {
  label: string
  /** What the rows are, and what is counted of them. */
  heads: readonly [one: string, counted: string]
  rows: readonly BarRow[]
  /** What a full bar stands for; the longest row where nothing is said. */
  whole?: number
  /** How many rows there are room for until somebody wants all. */
  most?: number
}

/** A chart that is a table: every bar stands beside its number. */
export const BarTable = ({ label, heads, rows, whole, most = 15 }: Props) => {
  const [all, setAll] = useState(false)
  const full = Math.max(1, whole ?? Math.max(0, ...rows.map(({ count }) => count)))
  const hidden = all ? [] : rows.slice(most)
  const beyond = hidden.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      <Table aria-label={label} className={classes.bars} verticalSpacing={5} horizontalSpacing="xs" layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.name}>{heads[0]}</Table.Th>
            <Table.Th ta="right">{heads[1]}</Table.Th>
            <Table.Td className={classes.track} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, all ? rows.length : most).map(({ key, name, count }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td ta="right">
                {whole === undefined ? amount(count) : `${amount(count)} (${Math.round((count / full) * 100)}%)`}
              </Table.Td>
              <Table.Td>{count > 0 && <span className={classes.bar} style={{ width: `max(2px, ${(count / full) * 100}%)` }} />}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {hidden.length > 0 && (
        <p className={classes.rest}>
          {`And ${amount(hidden.length)} more, together ${amount(beyond)}. `}
          <Button size="compact-sm" variant="default" onClick={() => setAll(true)}>
            Show all
          </Button>
        </p>
      )}
    </>
  )
}
