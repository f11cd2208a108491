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
/** How a record is no longer as the merge left it. */
const changeIn = ({ what, column, id, now }: Since[number]) => {
  const name = `${what.charAt(0).toUpperCase()}${what.slice(1)} ${id}`
  if (now === 'deleted') return `${name} was deleted`
  return column === 'org_id' ? `${name} belongs to organisation ${now}` : `${name}: ${column} is ${now}`
}
const Left = ({ since, count }: { since: Since; count: number }) =>
  count > 0 && (
    <section>
      <Text mb={4}>{`${counted(count, 'record')} changed since the merge and will be kept as ${count === 1 ? 'it is' : 'they are'}.`}</Text>
      <List size="sm">
        {since.slice(0, 20).map((one) => (
          <List.Item key={one.table + one.column + one.id}>{changeIn(one)}</List.Item>
        ))}
      </List>
      {count > 20 && <Text c="dimmed" size="sm">{`And ${count - 20} more.`}</Text>}
    </section>
  )

/** What undoing a merge would move back, and the button that does it. */
export const MergeUndo = ({ id, name }: { id: number; name: string }) => {
  const { data, error, refetch } = useQuery(api.merges.undoPlan.query({ id }))
  const [done, setDone] = useState<Out<typeof merges.undo>>()
  const { busy, attempt } = useTry()
  const act = () =>
    attempt(async () => {
      setDone(await api.merges.undo({ id }))
      tell(`${name} is restored.`)
    })
  if (done)
    return (
      <Stack gap="sm">
        <Text>
          <Anchor component={Link} underline="always" to={`/organisations/${done.org_id}`}>
            {name}
          </Anchor>{' '}
          {`is restored with ${counted(done.returned, 'record')}.`}
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
          <Text>{`${name} is restored under its old number, and these move back to it:`}</Text>
          <MovedRows rows={data.returns} />
          <Left since={data.since} count={data.since_count} />
          <Group>
            <Button
              variant="default"
              loading={busy}
              leftSection={<IconArrowBackUp size={16} aria-hidden />}
              onClick={() =>
                confirm({
                  title: `Undo the merge of ${name}?`,
                  text: 'What is listed on this page moves back to it.',
                  verb: 'Undo the merge',
                  act,
                })
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
