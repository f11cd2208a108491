import { Anchor, Table, Title, VisuallyHidden } from '@mantine/core'
import { Link } from 'react-router'
import { z } from 'zod'
import type { Row } from '../kit/client/client.ts'
import { type Fact, Facts } from '../kit/layout/Facts.tsx'
import layout from '../kit/layout/layout.module.css'
import { wordOf } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'
import textClasses from '../kit/text/text.module.css'
import { Nothing } from '../resource/noun/Shown.tsx'
import { LogPivots } from './LogPivots.tsx'
import classes from './logs.module.css'
import { UndoEntry } from './UndoEntry.tsx'

const Fields = z.record(z.string(), z.unknown()).nullable()

/** The fields in an entry, with their values before and after. */
export const differencesIn = (row: Row) => {
  const before = Fields.safeParse(row.before).data ?? {}
  const after = Fields.safeParse(row.after).data ?? {}
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => ({ field, was: wordOf(before[field]), is: wordOf(after[field]) }))
    .filter(({ was, is }) => was !== is || (was !== '' && is !== ''))
}

const Side = ({ sign, word, text }: { sign: 'was' | 'is'; word: string; text: string }) => (
  <Table.Td className={classes.side} data-side={text ? sign : undefined}>
    {text ? (
      <>
        <span aria-hidden>{sign === 'was' ? '− ' : '+ '}</span>
        <VisuallyHidden>{word} </VisuallyHidden>
        {text}
      </>
    ) : (
      <Nothing says="Empty" />
    )}
  </Table.Td>
)

const Differences = ({ row }: { row: Row }) => {
  const differences = differencesIn(row)
  if (differences.length === 0) return null
  return (
    <section>
      <Title order={2} mt="lg" mb={6}>
        What changed
      </Title>
      <Table className={classes.diff}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>Before</Table.Th>
            <Table.Th>After</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differences.map(({ field, was, is }) => (
            <Table.Tr key={field}>
              <Table.Th scope="row">{field}</Table.Th>
              <Side sign="was" word="Removed" text={was} />
              <Side sign="is" word="Added" text={is} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}

const ways = ['Browser', 'Auth key', 'Background job']
const facts = (row: Row): Fact[] => [
  ['When', <Time key="when" at={wordOf(row.created)} exact />],
  ['Who', `${wordOf(row.email)} (${wordOf(row.org)})`],
  ['Action', wordOf(row.action)],
  ['Model', [row.model, row.model_id].filter(Boolean).map(wordOf).join(' ')],
  ['Title', wordOf(row.title ?? '')],
  ['Change', row.change ? <span className={textClasses.mono}>{wordOf(row.change)}</span> : null],
  ['Description', row.description ? wordOf(row.description) : null],
  ['Source', ways[Number(row.request_type)]],
  ['Address', row.ip ? wordOf(row.ip) : null],
  ['Client', row.user_agent ? wordOf(row.user_agent) : null],
  ['Request', row.request_id ? <span className={textClasses.mono}>{wordOf(row.request_id)}</span> : null],
  [
    'Auth key',
    row.auth_key_id ? (
      <Anchor key="key" component={Link} to={`/auth-keys/${wordOf(row.auth_key_id)}`}>
        {wordOf(row.auth_key_id)}
      </Anchor>
    ) : null,
  ],
]

/** A log entry: its facts, and field by field what it changed. */
export const LogEntry = ({ row }: { row: Row }) => (
  <>
    <Facts className={layout.facts} facts={facts(row)} />
    <LogPivots row={row} />
    <Differences row={row} />
    <UndoEntry row={row} />
  </>
)
