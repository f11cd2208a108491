import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { pageQuery, type Row } from '../../kit/client/client.ts'
import { Empty } from '../../kit/feedback/Empty.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import layout from '../../kit/layout/layout.module.css'
import { wordOf } from '../../kit/text/format.ts'
import { Time } from '../../kit/text/Time.tsx'
import type { Noun } from '../noun/noun.tsx'
import classes from './page.module.css'

/** One entry: what, by whom, when. */
export const Entry = ({ log, entry }: { log: Noun; entry: Row }) => (
  <li>
    <span className={classes.entry}>
      <Anchor component={Link} to={`${log.path}?open=${wordOf(entry.id)}`} fw={500}>
        {wordOf(entry.action)}
      </Anchor>
      <span>{wordOf(entry.title || entry.email)}</span>
      <Text size="sm" c="dimmed" component="span">
        {wordOf(entry.email)}, <Time at={wordOf(entry.created)} />
      </Text>
    </span>
    {entry.change && !wordOf(entry.change).startsWith('{') ? (
      <span className={classes.change}>{wordOf(entry.change).slice(0, 300)}</span>
    ) : null}
  </li>
)

/** What the log says about this row. */
export const Activity = ({ log, model, row }: { log: Noun; model: string; row: Row }) => {
  const filters = log.historyOf?.(model, row) ?? {}
  const { data, error, refetch } = useQuery(pageQuery(log.operations.list, { ...filters, limit: 20 }))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={4} />
  if (data.rows.length === 0)
    return <Empty title="Nothing logged">Changes from now on appear here, with who made them and what they were.</Empty>
  return (
    <>
      <ul className={layout.entries}>
        {data.rows.map((entry) => (
          <Entry key={wordOf(entry.id)} log={log} entry={entry} />
        ))}
      </ul>
      {data.next && (
        <Text mt="sm">
          <Anchor
            component={Link}
            to={`${log.path}?${new URLSearchParams(Object.entries(filters).map(([key, value]) => [key, wordOf(value)]))}`}
          >
            Show all entries
          </Anchor>
        </Text>
      )}
    </>
  )
}
