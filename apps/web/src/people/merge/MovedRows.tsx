import { List, Text } from '@mantine/core'
import { counted } from '../../kit/text/format.ts'

type Moved = { what: string; rows: number }

/** What moves, in words: “6 users”, “1 mail”. Columns of the same thing count together; nothing is said of none. */
export const MovedRows = ({ rows }: { rows: readonly Moved[] }) => {
  const some = [...Map.groupBy(rows, ({ what }) => what)]
    .map(([what, parts]) => ({ what, count: parts.reduce((sum, part) => sum + part.rows, 0) }))
    .filter(({ count }) => count > 0)
  if (some.length === 0) return <Text>Nothing: no data belongs to it.</Text>
  return (
    <List>
      {some.map(({ what, count }) => (
        <List.Item key={what}>{counted(count, what)}</List.Item>
      ))}
    </List>
  )
}
