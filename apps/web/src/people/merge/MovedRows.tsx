import { Table, Text } from '@mantine/core'

type Moved = { table: string; column: string; rows: number }

/** How many rows of which table; those without any are left out. */
export const MovedRows = ({ rows }: { rows: Moved[] }) => {
  const some = rows.filter(({ rows: count }) => count > 0)
  if (some.length === 0) return <Text>No rows.</Text>
  return (
    <Table maw={420}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Table</Table.Th>
          <Table.Th>Column</Table.Th>
          <Table.Th ta="right">Rows</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {some.map(({ table, column, rows: count }) => (
          <Table.Tr key={table + column}>
            <Table.Th scope="row">{table}</Table.Th>
            <Table.Td>{column}</Table.Td>
            <Table.Td ta="right">{count.toLocaleString('en')}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
