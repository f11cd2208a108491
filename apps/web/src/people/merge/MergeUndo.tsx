import { Anchor, Button, Group, List, Stack, Text, Title } from '@mantine/core'
import type { Out } from '@reeve/contract/kernel/operation'
import type { merges } from '@reeve/contract/people/merges'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { api } from '../../kit/client/client.ts'
import { confirm } from '../../kit/feedback/confirm.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { tell } from '../../kit/feedback/toast.tsx'
import { useTry } from '../../kit/feedback/useTry.ts'
import { counted } from '../../kit/text/format.ts'
import { MovedRows } from './MovedRows.tsx'

type Since = Out<typeof merges.undo>['since']
const Left = ({ since, count }: { since: Since; count: number }) =>
  count > 0 && (
    <section>
      <Text mb={4}>{`Changed since, and left alone: ${count}.`}</Text>
      <List size="sm">
        {since.slice(0, 20).map(({ table, column, id, now }) => (
          <List.Item key={table + column + id}>{`${table} ${id}: ${column} is ${now} now`}</List.Item>
        ))}
      </List>
      {count > 20 && <Text c="dimmed" size="sm">{`And ${count - 20} more.`}</Text>}
    </section>
  )

/** What undoing a merge would give back, and the button that does it. */
export const MergeUndo = ({ id, name }: { id: number; name: string }) => {
  const { data, error, refetch } = useQuery(api.merges.undoPlan.query({ id }))
  const [done, setDone] = useState<Out<typeof merges.undo>>()
  const { busy, attempt } = useTry()
  const act = () =>
    attempt(async () => {
      setDone(await api.merges.undo({ id }))
      tell(`${name} is there again.`)
    })
  if (done)
    return (
      <Stack gap="sm">
        <Text>
          <Anchor component={Link} underline="always" to={`/organisations/${done.org_id}`}>
            {name}
          </Anchor>{' '}
          {`is there again, with ${counted(done.returned, 'row')}.`}
        </Text>
        <Left since={done.since} count={done.since_count} />
      </Stack>
    )
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={2} />
  return (
    <Stack gap="sm" component="section">
      <Title order={2}>Undo this merge</Title>
      {data.hindrance ? (
        <Text c="dimmed">{data.hindrance}</Text>
      ) : (
        <>
          <Text>{`${name} comes back with its number, and these rows go back to it:`}</Text>
          <MovedRows rows={data.returns} />
          <Left since={data.since} count={data.since_count} />
          <Group>
            <Button
              variant="default"
              loading={busy}
              leftSection={<IconArrowBackUp size={16} aria-hidden />}
              onClick={() =>
                confirm({ title: `Undo the merge of ${name}?`, text: 'The rows named above go back to it.', verb: 'Undo the merge', act })
              }
            >
              Undo the merge
            </Button>
          </Group>
        </>
      )}
    </Stack>
  )
}
