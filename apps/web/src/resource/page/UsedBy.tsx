import { Anchor, Group, Stack, Text, Title } from '@mantine/core'
import { infoOf } from '@reeve/contract/kernel/fields'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { pageQuery, type Row } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import classes from '../../kit/layout/layout.module.css'
import { wordOf } from '../../kit/text/format.ts'
import { filtersOf } from '../noun/filters.ts'
import { hrefOf, type Noun, useNouns } from '../noun/noun.tsx'

export type Use = { noun: Noun; filter: string }

/** Every list that can be filtered by a row of this noun. */
export const useUses = (noun: Noun): Use[] => {
  const may = useMay()
  return useNouns()
    .filter((other) => !other.historyOf && may(other.operations.list.allow))
    .flatMap((other) =>
      filtersOf(other.operations.list)
        .filter(({ schema }) => infoOf(schema)?.of === noun.noun)
        .map(({ key }) => ({ noun: other, filter: key })),
    )
}

const first = 8
const Using = ({ use: { noun, filter }, row }: { use: Use; row: Row }) => {
  const { data, error } = useQuery(pageQuery(noun.operations.list, { [filter]: row.id, limit: first }))
  if (error) return <ErrorState error={error} />
  if (!data) return <FieldsSkeleton rows={2} />
  return (
    <section>
      <Group justify="space-between">
        <Title order={2}>{`${noun.many} (${data.about ? 'about ' : ''}${data.total})`}</Title>
        {data.total > 0 && (
          <Anchor component={Link} to={`${noun.path}?${filter}=${wordOf(row.id)}`}>
            Show in the list
          </Anchor>
        )}
      </Group>
      {data.total === 0 && <Text c="dimmed">None.</Text>}
      <ul className={classes.entries}>
        {data.rows.map((one) => (
          <li key={wordOf(one.id)}>
            <Anchor component={Link} to={hrefOf(noun, one)}>
              {noun.nameOf(one)}
            </Anchor>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What would miss this row. */
export const UsedBy = ({ uses, row }: { uses: Use[]; row: Row }) => (
  <Stack gap="lg">
    {uses.map((use) => (
      <Using key={use.noun.noun + use.filter} use={use} row={row} />
    ))}
  </Stack>
)
