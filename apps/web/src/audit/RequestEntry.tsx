import { Anchor, Table, Title } from '@mantine/core'
import { Link } from 'react-router'
import { z } from 'zod'
import type { Row } from '../kit/client/client.ts'
import { type Fact, Facts } from '../kit/layout/Facts.tsx'
import layout from '../kit/layout/layout.module.css'
import { amount, wordOf } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'
import textClasses from '../kit/text/text.module.css'
import classes from './logs.module.css'

const Queries = z.object({ time: z.number(), log: z.array(z.object({ query: z.string(), numRows: z.number(), took: z.number() })) })

const facts = (row: Row): Fact[] => [
  ['When', <Time key="when" at={wordOf(row.created)} exact />],
  ['Who', row.email ? `${wordOf(row.email)} (${wordOf(row.org)})` : `Deleted user ${wordOf(row.user_id)}`],
  ['Request', <span key="asked" className={textClasses.mono}>{`${wordOf(row.request_method)} ${wordOf(row.url)}`}</span>],
  ['Answer', `${wordOf(row.response_code)} in ${amount(Number(row.duration))} ms`],
  ['Database', `${amount(Number(row.query_count))} queries`],
  ['Memory', `${amount(Math.round(Number(row.memory_usage) / 1_048_576))} MB used by the process`],
  ['Address', wordOf(row.ip)],
  ['Client', wordOf(row.user_agent)],
  [
    'Auth key',
    row.authkey_id ? (
      <Anchor key="key" component={Link} to={`/auth-keys/${wordOf(row.authkey_id)}`}>
        {wordOf(row.authkey_id)}
      </Anchor>
    ) : null,
  ],
  [
    'Request id',
    row.request_id ? (
      <Anchor
        key="request"
        component={Link}
        to={`/logs?request_id=${encodeURIComponent(wordOf(row.request_id))}`}
        className={textClasses.mono}
      >
        {wordOf(row.request_id)}
      </Anchor>
    ) : null,
  ],
  ['Body', row.request ? <span className={textClasses.mono}>{wordOf(row.request)}</span> : null],
]

/** The same query may come twice. */
const numbered = <Q extends object>(log: Q[]) => log.map((query, at) => ({ ...query, place: `query ${at + 1}` }))

const QueryLog = ({ row }: { row: Row }) => {
  const { data } = Queries.safeParse(row.query_log)
  if (!data) return null
  return (
    <section>
      <Title order={2} mt="lg" mb={6}>{`Queries, ${amount(data.time)} ms in total`}</Title>
      <Table className={classes.diff}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Query</Table.Th>
            <Table.Th>Rows</Table.Th>
            <Table.Th>ms</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {numbered(data.log).map(({ place, query, numRows, took }) => (
            <Table.Tr key={place}>
              <Table.Td className={textClasses.mono}>{query}</Table.Td>
              <Table.Td>{amount(numRows)}</Table.Td>
              <Table.Td>{amount(took)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}

/** One request of the access log. */
export const RequestEntry = ({ row }: { row: Row }) => (
  <>
    <Facts className={layout.facts} facts={facts(row)} />
    <QueryLog row={row} />
  </>
)
