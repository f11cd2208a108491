import { Anchor, Text, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { z } from 'zod'
import { pageQuery, type Row } from '../../kit/client/client.ts'
import { Empty } from '../../kit/feedback/Empty.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import layout from '../../kit/layout/layout.module.css'
import { wordOf } from '../../kit/text/format.ts'
import { Time } from '../../kit/text/Time.tsx'
import type { Noun } from '../noun/noun.tsx'
import classes from './page.module.css'

const FieldsOf = z.record(z.string(), z.unknown())
/** The fields that an entry changed, with their values before and after; none of what was added or deleted as a whole. */
const changesIn = (entry: Row) => {
  const before = FieldsOf.safeParse(entry.before).data
  const after = FieldsOf.safeParse(entry.after).data
  if (!before || !after) return []
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => ({ field, was: wordOf(before[field]), is: wordOf(after[field]) }))
    .filter(({ was, is }) => was !== is)
}
const cut = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text) || 'empty'
const most = 8

/** What an entry changed, field by field; else its own words. */
const Changes = ({ entry }: { entry: Row }) => {
  const changes = entry.action === 'add' ? [] : changesIn(entry)
  const words = wordOf(entry.change)
  if (changes.length === 0)
    return words && entry.action !== 'add' && !words.startsWith('{') ? <span className={classes.change}>{words.slice(0, 300)}</span> : null
  return (
    <>
      <dl className={classes.changes}>
        {changes.slice(0, most).map(({ field, was, is }) => [
          <dt key={`${field}-label`}>{field}</dt>,
          <dd key={field}>
            <VisuallyHidden>from </VisuallyHidden>
            <span className={was ? classes.was : undefined}>{cut(was)}</span>
            <span aria-hidden> → </span>
            <VisuallyHidden> to </VisuallyHidden>
            {cut(is)}
          </dd>,
        ])}
      </dl>
      {changes.length > most && <Text size="sm" c="dimmed">{`And ${changes.length - most} more fields.`}</Text>}
    </>
  )
}

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
    <Changes entry={entry} />
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
