import { Anchor } from '@mantine/core'
import { isSiteAdmin } from '@reeve/contract/kernel/may'
import { organisations } from '@reeve/contract/people/organisations'
import { statistics } from '@reeve/contract/people/statistics'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { BarTable } from '../../kit/charts/BarTable.tsx'
import { Chart } from '../../kit/charts/Chart.tsx'
import chart from '../../kit/charts/chart.module.css'
import { Figure } from '../../kit/charts/Figure.tsx'
import { api } from '../../kit/client/client.ts'
import { useMay, useSession } from '../../kit/client/session.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { amount } from '../../kit/text/format.ts'
import { SignInFigures } from './SignInFigures.tsx'
import classes from './statistics.module.css'

/** Only who sees every user is led to lists as long as the numbers say. */
const useSeesAll = () => isSiteAdmin(useSession().actor)

const RoleFigures = () => {
  const all = useSeesAll()
  const { data, error, refetch } = useQuery(api.roles.list.query({ limit: 1000 }))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={4} />
  const rows = data.rows
    .toSorted((a, b) => b.user_count - a.user_count)
    .map(({ id, name, user_count }) => ({
      key: String(id),
      count: user_count,
      name: all ? (
        <Anchor component={Link} to={`/users?role_id=${id}`}>
          {name}
        </Anchor>
      ) : (
        name
      ),
    }))
  return <BarTable label="Users by role" heads={['Role', 'Users']} rows={rows} most={10} />
}

const spans: Record<number, string> = { 1: 'In the last day', 365: 'In the last year' }
const ActivityFigures = () => {
  const { data, error, refetch } = useQuery(api.statistics.activity.query({}))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={4} />
  const rows = [
    ...data.within.map(({ days, users: count }) => ({ key: String(days), name: spans[days] ?? `In the last ${days} days`, count })),
    { key: 'never', name: 'Never', count: data.never },
  ]
  return (
    <>
      <BarTable label="Users by last activity" heads={['Last activity', 'Users']} rows={rows} whole={data.total} />
      {data.disabled > 0 && (
        <p>{`${amount(data.disabled)} of ${amount(data.total)} accounts ${data.disabled === 1 ? 'is' : 'are'} disabled.`}</p>
      )}
    </>
  )
}

/** How many there are, whether mail to them can be encrypted, what they may do, and when they were last here. */
export const UserFigures = () => {
  const may = useMay()
  const all = useSeesAll()
  const { actor } = useSession()
  const { data, error, refetch } = useQuery(api.statistics.data.query({}))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton />
  const toOrganisations = (local: string) => (may(organisations.list.allow) ? `/organisations?local=${local}` : undefined)
  const pgp = [
    { key: 'with', name: 'With a key', count: data.user_count_pgp },
    { key: 'without', name: 'Without', count: data.user_count - data.user_count_pgp },
  ]
  const whose = all ? '' : ` Only users of ${actor.org}.`
  return (
    <>
      <div className={chart.figures}>
        <Figure value={amount(data.user_count)} label="users" to={all ? '/users' : undefined} />
        <Figure value={amount(data.local_org_count)} label="local organisations" to={toOrganisations('local')} />
        <Figure value={amount(data.org_count - data.local_org_count)} label="remote organisations" to={toOrganisations('external')} />
        <Figure value={amount(data.average_user_per_org)} label="users per local organisation" />
      </div>
      <div className={classes.pair}>
        <Chart title="PGP keys" about="Accounts with a key to encrypt mail, whether or not the key still works.">
          <BarTable label="Users with and without a PGP key" heads={['PGP', 'Users']} rows={pgp} whole={data.user_count} />
        </Chart>
        <Chart title="Roles" about="Users of the whole instance by role.">
          <RoleFigures />
        </Chart>
        {may(statistics.activity.allow) && (
          <Chart title="Last activity" about={`Users who signed in or used an auth key. Longer periods include shorter ones.${whose}`}>
            <ActivityFigures />
          </Chart>
        )}
        <SignInFigures />
      </div>
    </>
  )
}
