import { Button, SegmentedControl, Table, Tabs, TextInput } from '@mantine/core'
import { type SettingRow, settingsOperations } from '@reeve/contract/instance/settings'
import { type Level, levelNames, tabs } from '@reeve/contract/settings/entry'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { api } from '../kit/client/client.ts'
import { Empty } from '../kit/feedback/Empty.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { TableSkeleton } from '../kit/feedback/skeletons.tsx'
import layout from '../kit/layout/layout.module.css'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { wordOf } from '../kit/text/format.ts'
import { useRowKeys } from '../resource/list/useRowKeys.ts'
import { SettingHistory } from './SettingHistory.tsx'
import { SettingLine } from './SettingLine.tsx'
import classes from './settings.module.css'
import { settingsNoun } from './settingsNoun.tsx'

const order = (level: Level) => levelNames.indexOf(level)
const byUrgency = (a: SettingRow, b: SettingRow) =>
  Number(Boolean(b.problem)) - Number(Boolean(a.problem)) || order(a.level) - order(b.level) || a.name.localeCompare(b.name)

/** The address says which settings are shown. */
const useChosen = () => {
  const [params, setParams] = useSearchParams()
  const set = (key: string, value: string | null) => {
    const next = new URLSearchParams(params)
    if (value) next.set(key, value)
    else next.delete(key)
    setParams(next, { replace: key === 'search' })
  }
  return {
    tab: params.get('tab') ?? 'All',
    search: params.get('search') ?? '',
    only: params.get('only') ?? '',
    history: params.get('history') ?? undefined,
    set,
    clear: () => setParams({}),
  }
}

const matches = (row: SettingRow, { tab, search, only }: { tab: string; search: string; only: string }) =>
  (tab === 'All' || row.tab === tab) &&
  (only !== 'problems' || row.problem !== null) &&
  `${row.name} ${row.about} ${wordOf(row.value)}`.toLowerCase().includes(search.trim().toLowerCase())

const Bar = ({ rows, chosen }: { rows: SettingRow[]; chosen: ReturnType<typeof useChosen> }) => {
  const wrongIn = (tab: string) => rows.filter((row) => row.problem && (tab === 'All' || row.tab === tab)).length
  return (
    <>
      <Tabs value={chosen.tab} onChange={(tab) => chosen.set('tab', tab === 'All' ? null : tab)} mb="sm">
        <Tabs.List>
          {['All', ...tabs].map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {tab}
              {wrongIn(tab) > 0 && <span className={classes.count}>{wrongIn(tab)}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <div className={classes.bar} role="search" aria-label="Filter the settings">
        <TextInput
          aria-label="Search"
          placeholder="Search"
          data-search
          leftSection={<IconSearch size={16} aria-hidden />}
          value={chosen.search}
          onChange={(event) => chosen.set('search', event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="Which settings"
          value={chosen.only}
          onChange={(only) => chosen.set('only', only)}
          data={[
            { value: '', label: 'Every setting' },
            { value: 'problems', label: 'Needs attention' },
          ]}
        />
      </div>
    </>
  )
}

const columns = ['Priority', 'Setting', 'Value', 'Description', 'Error message']

/** All settings with their values. Wrong settings come first, in MISP's colours (operations 1.2). */
export const Settings = () => {
  const chosen = useChosen()
  useRowKeys()
  const { data, error, isPending, refetch } = useQuery(api.settings.list.query({ limit: 1000 }))
  const rows = data?.rows ?? []
  const shown = rows.filter((row) => matches(row, chosen)).sort(byUrgency)
  return (
    <div className={layout.list}>
      <PageHead title={settingsNoun.many} about={settingsNoun.about} kept={settingsOperations.list.name}>
        <Button component={Link} to="/settings/terms" variant="default">
          Terms
        </Button>
      </PageHead>
      <Bar rows={rows} chosen={chosen} />
      {error && <ErrorState error={error} retry={refetch} what="settings" />}
      {isPending && <TableSkeleton />}
      {data && shown.length === 0 && (
        <Empty
          title={chosen.only && !chosen.search ? 'Nothing needs attention' : 'No setting matches'}
          action={
            <Button variant="default" onClick={chosen.clear}>
              Show every setting
            </Button>
          }
        >
          {chosen.only && !chosen.search
            ? 'Every setting here is as it is recommended.'
            : 'Search for a part of a name, a value, or what a setting does.'}
        </Empty>
      )}
      {shown.length > 0 && (
        <div className={classes.scroll}>
          <Table className={classes.table} stickyHeader>
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column}>{column}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((row) => (
                <SettingLine key={row.name} row={row} showHistory={() => chosen.set('history', row.name)} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <SettingHistory name={chosen.history} close={() => chosen.set('history', null)} />
    </div>
  )
}
