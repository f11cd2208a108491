import { Anchor, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { api, type Row } from '../../kit/client/client.ts'
import { Empty } from '../../kit/feedback/Empty.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { counted } from '../../kit/text/format.ts'

const why = (alike: number, domains: string[]) =>
  [
    ...(domains.length > 0 ? [`same domain: ${domains.join(', ')}`] : []),
    ...(alike >= 0.5 ? [`${Math.round(alike * 100)}% similar name`] : []),
  ].join('; ')

/** Other organisations that may be the same as this one, each with a link to merge it into this one. */
export const LikelyDuplicates = ({ row }: { row: Row }) => {
  const id = Number(row.id)
  const { data, error, refetch } = useQuery(api.organisations.similar.query({ id }))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={2} />
  if (data.length === 0)
    return <Empty title="No likely duplicates">No other organisation has a similar name or shares a restricted domain.</Empty>
  return (
    <List spacing="sm" listStyleType="none">
      {data.map((other) => (
        <List.Item key={other.id}>
          <Anchor component={Link} underline="always" to={`/organisations/${other.id}`}>
            {other.name}
          </Anchor>{' '}
          <Text span c="dimmed" size="sm">
            {`${other.local ? 'Local' : 'Remote'}, ${counted(other.user_count, 'user')}; ${why(other.alike, other.domains)}`}
          </Text>
          <br />
          <Anchor component={Link} size="sm" to={`/organisations/${other.id}/merge?to=${id}`}>
            {`Merge ${other.name} into this one`}
          </Anchor>
        </List.Item>
      ))}
    </List>
  )
}
