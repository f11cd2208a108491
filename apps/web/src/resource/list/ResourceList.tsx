import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconColumns3, IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { Link, useNavigate } from 'react-router'
import { pageQuery, type Row } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import { Empty } from '../../kit/feedback/Empty.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { TableSkeleton } from '../../kit/feedback/skeletons.tsx'
import layout from '../../kit/layout/layout.module.css'
import { PageHead } from '../../kit/layout/PageHead.tsx'
import { wordOf } from '../../kit/text/format.ts'
import { hrefOf, type Noun } from '../noun/noun.tsx'
import { useListState } from '../noun/useListState.ts'
import { LeftOut } from '../views/LeftOut.tsx'
import { useSavedViews } from '../views/useSavedViews.ts'
import { ViewMenu } from '../views/ViewMenu.tsx'
import { Beside } from './Beside.tsx'
import { BulkBar } from './BulkBar.tsx'
import { Cards } from './Cards.tsx'
import { DataTable } from './DataTable.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { FilterBar } from './FilterBar.tsx'
import { ListTabs, useTabs } from './ListTabs.tsx'
import { Pager } from './Pager.tsx'
import { SortMenu } from './SortMenu.tsx'
import classes from './table.module.css'
import { useColumns } from './useColumns.ts'
import { useRowKeys } from './useRowKeys.ts'
import { useSelection } from './useSelection.ts'

const idOf = (row: Row) => wordOf(row.id)
type List = ReturnType<typeof useListState>

const AddButton = ({ noun }: { noun: Noun }) => {
  const may = useMay()
  const { add } = noun.operations
  if (!add || !may(add.allow)) return null
  return (
    <Button component={Link} to={`${noun.path}/add`} leftSection={<IconPlus size={16} aria-hidden />}>
      {`Add ${noun.one}`}
    </Button>
  )
}

const AlsoLinks = ({ also = [] }: Noun) => {
  const may = useMay()
  return also
    .filter(({ allow }) => may(allow))
    .map(({ label, icon: Glyph, to }) => (
      <Button key={to} component={Link} to={to} variant="default" leftSection={<Glyph size={16} aria-hidden />}>
        {label}
      </Button>
    ))
}

const NoRows = ({ noun, list, keys }: { noun: Noun; list: List; keys: string[] }) => {
  const used = Object.keys(list.state).filter((key) => !['sort', 'after', 'limit', ...keys].includes(key))
  if (used.length > 0)
    return (
      <Empty
        title={`No ${noun.one} matches`}
        action={
          <Button variant="default" onClick={() => list.change(Object.fromEntries(used.map((key) => [key, undefined])))}>
            Clear the filters
          </Button>
        }
      >
        {`No ${noun.one} matches all of the search and the filters.`}
      </Empty>
    )
  return (
    <Empty title={`No ${noun.many.toLowerCase()} yet`} action={<AddButton noun={noun} />}>
      {noun.about}
    </Empty>
  )
}

const ColumnMenu = ({ columns, visible, toggle }: ReturnType<typeof useColumns>) => (
  <Menu closeOnItemClick={false} position="bottom-end" shadow="md">
    <Menu.Target>
      <Tooltip label="Columns">
        <ActionIcon variant="default" size={34} aria-label="Choose columns">
          <IconColumns3 size={16} />
        </ActionIcon>
      </Tooltip>
    </Menu.Target>
    <Menu.Dropdown>
      {columns.map(({ key, label }) => (
        <Menu.CheckboxItem key={key} checked={visible[key] ?? true} onChange={() => toggle(key)}>
          {label}
        </Menu.CheckboxItem>
      ))}
    </Menu.Dropdown>
  </Menu>
)

/** What a list shows now: what was asked, the answer, and which of its rows are selected. */
const useRows = (noun: Noun, list: List, asked: Row) => {
  const may = useMay()
  const navigate = useNavigate()
  const { after: _, limit: __, sort: ___, ...question } = asked
  const selection = useSelection(JSON.stringify(question))
  const selectable = noun.bulk?.some(({ operation }) => may(operation.allow)) ?? false
  const found = useQuery({ ...pageQuery(noun.operations.list, asked), placeholderData: keepPreviousData })
  const href = useCallback((row: Row) => hrefOf(noun, row), [noun])
  const { edit } = noun.operations
  useRowKeys({
    edit: (id) => edit && may(edit.allow) && void navigate(`${noun.path}/${id}/edit`),
    select: selectable ? selection.toggle : undefined,
    opened: list.opened,
    open: (id) => list.open(id, { replace: true }),
  })
  const shared = {
    noun,
    rows: found.data?.rows ?? [],
    label: noun.many,
    hrefOf: href,
    open: (row: Row) => list.open(idOf(row)),
    opened: list.opened,
    idOf,
    selection: selectable ? selection : undefined,
  }
  return { found, page: found.data, question, selection, shared }
}

/** The list of any noun: its address is its state, and a row opens beside it. */
export const ResourceList = ({ noun }: { noun: Noun }) => {
  const list = useListState(noun.operations.list)
  const { views, keys, current, asked } = useTabs(noun, list)
  const columns = useColumns(noun)
  const saved = useSavedViews(noun, list.state)
  const narrow = useMediaQuery('(max-width: 799px)', false, { getInitialValueInEffect: false })
  const { found, page, question, selection, shared } = useRows(noun, list, asked)
  const sorting = {
    sort: typeof list.state.sort === 'string' ? list.state.sort : undefined,
    onSort: (sort: string | undefined) => list.change({ sort }),
  }
  const beside = list.opened !== undefined && !narrow
  // Beside an open row there is room for what tells the rows apart.
  const shown = beside
    ? noun.telling.flatMap((telling) => columns.columns.filter(({ key }) => key === telling))
    : columns.columns.filter(({ key }) => columns.visible[key] ?? true)
  const filled = page !== undefined && page.rows.length > 0
  return (
    <div className={layout.list} data-beside={beside || undefined}>
      <PageHead title={noun.many} about={noun.about} kept={noun.noun}>
        <AlsoLinks {...noun} />
        {noun.head && <noun.head asked={asked} page={page} />}
        <AddButton noun={noun} />
      </PageHead>
      <ListTabs views={views} current={current?.label} list={list} />
      <FilterBar
        list={noun.operations.list}
        state={list.state}
        change={list.change}
        pinned={noun.pinned}
        fixed={keys}
        choices={noun.choices}
      >
        {!noun.unsaved && <ViewMenu noun={noun} saved={saved} />}
        {narrow && columns.columns.some(({ sortable }) => sortable) && <SortMenu columns={columns.columns} {...sorting} />}
        {!narrow && (
          <span className={classes.right}>
            <ExportMenu noun={noun} asked={asked} />
            <ColumnMenu {...columns} />
          </span>
        )}
      </FilterBar>
      <LeftOut noun={noun} saved={saved} state={list.state} />
      {noun.above && <noun.above state={list.state} change={list.change} />}
      {found.error && !page && <ErrorState error={found.error} retry={found.refetch} what={noun.many.toLowerCase()} />}
      {found.isPending && <TableSkeleton />}
      {page?.rows.length === 0 && <NoRows noun={noun} list={list} keys={keys} />}
      {page && shared.selection && (selection.all || selection.ids.size > 0) && (
        <BulkBar noun={noun} selection={selection} asked={question} page={page} />
      )}
      {filled && narrow && <Cards {...shared} columns={columns.columns} />}
      {filled && !narrow && <DataTable {...shared} {...sorting} columns={shown} named={noun.telling[0]} />}
      {filled && (
        <Pager
          page={page}
          at={list.page}
          one={noun.one}
          many={noun.many}
          words={noun.pages ?? { before: 'Previous', after: 'Next' }}
          older={list.older}
          newer={list.newer}
        />
      )}
      <Beside noun={noun} id={list.opened} narrow={narrow} close={list.close} />
    </div>
  )
}
