import { Group, Stack, Tabs, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { type Row, rowQuery } from '../../kit/client/client.ts'
import { useMay, useSession } from '../../kit/client/session.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { Mark } from '../../kit/feedback/Mark.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { Facts } from '../../kit/layout/Facts.tsx'
import { type Noun, useNouns } from '../noun/noun.tsx'
import { Activity } from './Activity.tsx'
import { Api } from './Api.tsx'
import { Overview } from './Overview.tsx'
import classes from './page.module.css'
import { RowActions } from './RowActions.tsx'
import { UsedBy, useUses } from './UsedBy.tsx'
import { WireDocument } from './WireDocument.tsx'

type Tab = { label: string; show: () => ReactNode }
/** In the address, and in ids, which have no blanks. */
const keyOf = ({ label }: Tab) => label.toLowerCase().replaceAll(' ', '-')

const useTabs = (noun: Noun, row: Row): Tab[] => {
  const may = useMay()
  const log = useNouns().find(({ historyOf }) => historyOf)
  const uses = useUses(noun)
  const { actor } = useSession()
  const { wire, model, overview: Own, tabs = [] } = noun
  return [
    { label: 'Overview', show: () => (Own ? <Own row={row} /> : <Overview noun={noun} row={row} />) },
    ...tabs
      .filter(({ applies }) => applies?.(actor, row) ?? true)
      .map(({ label, show: Show }) => ({ label, show: () => <Show row={row} /> })),
    ...(log && model && may(log.operations.list.allow)
      ? [{ label: 'Activity', show: () => <Activity log={log} model={model} row={row} /> }]
      : []),
    ...(uses.length > 0 ? [{ label: 'Used by', show: () => <UsedBy uses={uses} row={row} /> }] : []),
    ...(wire ? [{ label: 'JSON', show: () => <WireDocument address={wire(row)} /> }] : []),
    { label: 'API', show: () => <Api noun={noun} row={row} /> },
  ]
}

const Tabbed = ({ noun, row }: { noun: Noun; row: Row }) => {
  const tabs = useTabs(noun, row)
  const [params, setParams] = useSearchParams()
  const current = tabs.find((tab) => keyOf(tab) === params.get('tab')) ?? tabs[0]
  const choose = (key: string | null) => {
    const next = new URLSearchParams(params)
    if (key) next.set('tab', key)
    setParams(next, { replace: true })
  }
  return (
    <Tabs value={current ? keyOf(current) : null} onChange={choose} keepMounted={false}>
      <Tabs.List>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.label} value={keyOf(tab)}>
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab.label} value={keyOf(tab)} pt="md">
          {tab.show()}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

type Props = { noun: Noun; id: string; gone: () => void; inDrawer?: boolean }

/** One row of any noun: name, state, actions, and what there is to know. */
export const ResourceView = ({ noun, id, gone, inDrawer = false }: Props) => {
  const { data: row, error, refetch } = useQuery({ ...rowQuery(noun.operations.view ?? noun.operations.list, { id }) })
  if (error) return <ErrorState whole={!inDrawer} error={error} retry={refetch} />
  if (!row) return <FieldsSkeleton />
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" gap={12}>
        <Stack gap={8} miw={0}>
          <Title order={inDrawer ? 2 : 1} style={{ overflowWrap: 'anywhere' }}>
            {noun.nameOf(row)}
          </Title>
          <Group gap={6}>
            {noun.marks?.(row).map(({ tone, label }) => (
              <Mark key={label} tone={tone}>
                {label}
              </Mark>
            ))}
          </Group>
        </Stack>
        <RowActions noun={noun} row={row} gone={gone} inDrawer={inDrawer} />
      </Group>
      {noun.facts && <Facts className={classes.summary} facts={noun.facts(row)} />}
      <Tabbed noun={noun} row={row} />
    </Stack>
  )
}
