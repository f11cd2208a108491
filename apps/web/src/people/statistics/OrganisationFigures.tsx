import { Anchor, SegmentedControl } from '@mantine/core'
import { type OrgFigure, statistics } from '@reeve/contract/people/statistics'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { BarTable } from '../../kit/charts/BarTable.tsx'
import { Chart } from '../../kit/charts/Chart.tsx'
import { api } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import { Empty } from '../../kit/feedback/Empty.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { counted } from '../../kit/text/format.ts'
import classes from './statistics.module.css'

const scopes = [
  { value: 'local', label: 'Local' },
  { value: 'external', label: 'Remote' },
  { value: 'all', label: 'All' },
] as const
type Scope = (typeof scopes)[number]['value']

/** How many organisations say the same of themselves, most first. */
const shared = (found: readonly OrgFigure[], key: 'nationality' | 'sector' | 'type') =>
  [...Map.groupBy(found, (org) => org[key].trim())]
    .map(([said, of]) => ({ key: said, name: said || 'Not said', count: of.length }))
    .toSorted((a, b) => b.count - a.count)

const kinds = [
  { key: 'nationality', head: 'Nationality' },
  { key: 'sector', head: 'Sector' },
  { key: 'type', head: 'Type' },
] as const

const Figures = ({ found }: { found: readonly OrgFigure[] }) => {
  const manned = found.filter(({ user_count }) => user_count > 0).toSorted((a, b) => b.user_count - a.user_count)
  const users = manned.map(({ id, name, user_count }) => ({
    key: String(id),
    count: user_count,
    name: (
      <Anchor component={Link} to={`/organisations/${id}`}>
        {name}
      </Anchor>
    ),
  }))
  const without = found.length - manned.length
  return (
    <div className={classes.pair}>
      <Chart
        title="Users by organisation"
        about={`${counted(found.length, 'organisation')}, ${without === 0 ? 'each with users' : `${without} of them without users`}.`}
      >
        {users.length > 0 && <BarTable label="Users by organisation" heads={['Organisation', 'Users']} rows={users} />}
      </Chart>
      {kinds.map(({ key, head }) => (
        <Chart key={key} title={head} about="Organisations by the values in their profiles.">
          <BarTable label={`Organisations by ${head.toLowerCase()}`} heads={[head, 'Organisations']} rows={shared(found, key)} most={10} />
        </Chart>
      ))}
    </div>
  )
}

const Counted = () => {
  const [scope, setScope] = useState<Scope>('local')
  const { data, error, refetch } = useQuery(api.statistics.orgs.query({ scope }))
  return (
    <>
      <SegmentedControl
        aria-label="Which organisations"
        data={[...scopes]}
        value={scope}
        onChange={(value) => setScope(scopes.find((one) => one.value === value)?.value ?? 'local')}
      />
      {error && <ErrorState error={error} retry={refetch} />}
      {!data && !error && <FieldsSkeleton />}
      {data?.length === 0 && (
        <Empty title="No organisations">
          Remote organisations are those that are known here without having users. None has been added so far.
        </Empty>
      )}
      {data && data.length > 0 && <Figures found={data} />}
    </>
  )
}

/** Who is here: users for each organisation, and what organisations say of themselves. */
export const OrganisationFigures = () => {
  const may = useMay()
  if (may(statistics.orgs.allow)) return <Counted />
  return (
    <Empty title="Organisations are not shown here">
      Organisations are hidden from users on this instance. Ask an admin for information.
    </Empty>
  )
}
