import { Stack, Text } from '@mantine/core'
import type { Deletion } from '@reeve/contract/people/deletion'
import { amount } from '../../kit/text/format.ts'
import classes from './page.module.css'

const Parts = ({ title, parts }: { title: string; parts: Deletion['goes'] }) => {
  const there = parts.filter(({ rows }) => rows > 0)
  if (there.length === 0) return null
  return (
    <section>
      <Text fw={600} mb={4}>
        {title}
      </Text>
      <ul className={classes.parts}>
        {there.map(({ table, column, what, rows, more, why }) => (
          <li key={`${table}.${column}`}>
            <span>{what}</span>
            <span>{more ? `over ${amount(rows)}` : amount(rows)}</span>
            <Text span size="sm" c="dimmed">
              {why}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What hangs on a row that is about to be deleted. */
export const DeletionPlan = ({ plan: { goes, stays }, says }: { plan: Deletion; says: string }) => (
  <Stack gap="md">
    <Text>{says}</Text>
    <Parts title="Goes along" parts={goes} />
    <Parts title="Stays" parts={stays} />
  </Stack>
)
