import { Table, Text, Title } from '@mantine/core'
import type { Out } from '@reeve/contract/kernel/operation'
import type { statistics } from '@reeve/contract/people/statistics'
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { ColumnChart } from '../../kit/charts/ColumnChart.tsx'
import { api } from '../../kit/client/client.ts'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { amount } from '../../kit/text/format.ts'
import classes from './statistics.module.css'

type Growth = Out<typeof statistics.users>
const kinds = [
  { title: 'Users', of: 'user', by: 'users' },
  { title: 'Local organisations', of: 'org_local', by: 'org_local' },
  { title: 'Remote organisations', of: 'org_external', by: 'org_external' },
] as const

const short = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' })
const long = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** Each month with those who came in it, and with all who had come by its end; newest first. */
const monthly = (growth: Growth) => {
  const left = { users: growth.user.total, org_local: growth.org_local.total, org_external: growth.org_external.total }
  return growth.months.toReversed().map(({ month, ...came }) => {
    const row = { month, cells: kinds.map(({ by }) => ({ by, came: came[by], by_then: left[by] })) }
    for (const { by } of kinds) left[by] -= came[by]
    return row
  })
}

const Months = ({ growth }: { growth: Growth }) => (
  <section className={classes.months}>
    <Title order={2}>Month by month</Title>
    <Text size="sm" c="dimmed" mb={8}>
      New in the month, and in all at its end.
    </Text>
    <Table.ScrollContainer minWidth={620}>
      <Table aria-label="Month by month" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th rowSpan={2}>Month</Table.Th>
            {kinds.map(({ title }) => (
              <Table.Th key={title} colSpan={2} ta="right">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
          <Table.Tr>
            {kinds.map(({ by }) => (
              <Fragment key={by}>
                <Table.Th ta="right">New</Table.Th>
                <Table.Th ta="right">Total</Table.Th>
              </Fragment>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {monthly(growth).map(({ month, cells }) => (
            <Table.Tr key={month}>
              <Table.Th scope="row" fw={400}>
                {long.format(new Date(month))}
              </Table.Th>
              {cells.map(({ by, came, by_then }) => (
                <Fragment key={by}>
                  <Table.Td ta="right">{amount(came)}</Table.Td>
                  <Table.Td ta="right">{amount(by_then)}</Table.Td>
                </Fragment>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  </section>
)

/** How many came, month by month: users, and organisations with and without users here. */
export const GrowthFigures = () => {
  const { data, error, refetch } = useQuery(api.statistics.users.query({}))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton />
  return (
    <>
      <Text size="sm" c="dimmed">
        Those who are here today, by the month in which they were added. Whoever has been deleted since is not counted.
      </Text>
      <div className={classes.three}>
        {kinds.map(({ title, of, by }) => {
          const { total, month, year } = data[of]
          return (
            <ColumnChart
              key={of}
              title={title}
              about={`${amount(total)} in all; ${amount(month)} new this month, ${amount(year)} this year.`}
              columns={data.months.map((one) => ({
                key: one.month,
                under: short.format(new Date(one.month)).slice(0, 3),
                name: long.format(new Date(one.month)),
                count: one[by],
              }))}
            />
          )
        })}
        <Months growth={data} />
      </div>
    </>
  )
}
