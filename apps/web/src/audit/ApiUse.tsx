import { Anchor, Button, SegmentedControl, Table } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { api } from '../kit/client/client.ts'
import { Empty } from '../kit/feedback/Empty.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { TableSkeleton } from '../kit/feedback/skeletons.tsx'
import { downloadCsv } from '../kit/files/downloadCsv.ts'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { amount } from '../kit/text/format.ts'
import type { Noun } from '../resource/noun/noun.tsx'

const periods = [
  { value: '1', label: 'Today' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '365', label: 'A year' },
]
const most = 50
type Use = { ip: string; email: string; user_id: number; count: number }

const download = (rows: readonly Use[], days: string) =>
  downloadCsv(`api-use-${days}-days.csv`, [
    ['rank', 'count', 'ip', 'email'],
    ...rows.map(({ count, ip, email }, at) => [at + 1, count, ip, email]),
  ])

const Uses = ({ rows }: { rows: readonly Use[] }) => (
  <Table aria-label="API use" maw={720}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th ta="right">Rank</Table.Th>
        <Table.Th ta="right">Requests</Table.Th>
        <Table.Th>IP</Table.Th>
        <Table.Th>User</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {rows.map(({ ip, email, user_id, count }, at) => (
        <Table.Tr key={`${user_id} ${ip}`}>
          <Table.Td ta="right">{at + 1}</Table.Td>
          <Table.Td ta="right">{amount(count)}</Table.Td>
          <Table.Td>{ip || 'Not recorded'}</Table.Td>
          <Table.Td>
            {email ? (
              <Anchor component={Link} to={`/users/${user_id}`}>
                {email}
              </Anchor>
            ) : (
              `Deleted user ${user_id}`
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
)

/** The users with the most requests by auth key (operations 5.11). */
export const ApiUse = ({ noun }: { noun: Noun }) => {
  const [params, setParams] = useSearchParams()
  const days = periods.some(({ value }) => value === params.get('days')) ? (params.get('days') ?? '30') : '30'
  const { data, error, refetch } = useQuery(api.logs.topApiUsers.query({ days, limit: most }))
  return (
    <>
      <PageHead title={noun.many} about={noun.about} kept={noun.noun}>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          disabled={!data || data.length === 0}
          onClick={() => data && download(data, days)}
        >
          Download CSV
        </Button>
      </PageHead>
      <SegmentedControl aria-label="Period" data={periods} value={days} onChange={(value) => setParams({ days: value })} mb="sm" />
      {error && <ErrorState error={error} retry={refetch} />}
      {!data && !error && <TableSkeleton />}
      {data?.length === 0 && <Empty title="No requests by auth key">Requests by auth key in this period appear here.</Empty>}
      {data && data.length > 0 && <Uses rows={data} />}
    </>
  )
}
