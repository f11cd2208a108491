import { Anchor, Text } from '@mantine/core'
import { logs } from '@reeve/contract/audit/logs'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { logsNoun } from '../../audit/logsNoun.tsx'
import { pageQuery, type Row } from '../../kit/client/client.ts'
import { Empty } from '../../kit/feedback/Empty.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import layout from '../../kit/layout/layout.module.css'
import { wordOf } from '../../kit/text/format.ts'
import { Entry } from '../../resource/page/Activity.tsx'

const most = 20

/** The latest log entries of what a user did. Activity, beside it, is what was done to the user. */
export const ActionsOf = ({ row }: { row: Row }) => {
  const { data, error, refetch } = useQuery(pageQuery(logs.list, { user_id: row.id, limit: most }))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={4} />
  if (data.rows.length === 0) return <Empty title="No actions yet">Sign-ins and changes made by this user appear here.</Empty>
  return (
    <>
      <ul className={layout.entries}>
        {data.rows.map((entry) => (
          <Entry key={wordOf(entry.id)} log={logsNoun} entry={entry} />
        ))}
      </ul>
      {data.next && (
        <Text mt="sm">
          <Anchor component={Link} to={`${logsNoun.path}?user_id=${wordOf(row.id)}`}>
            Show all actions
          </Anchor>
        </Text>
      )}
    </>
  )
}
