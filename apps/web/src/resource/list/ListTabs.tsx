import { Tabs } from '@mantine/core'
import type { Noun } from '../noun/noun.tsx'
import type { useListState } from '../noun/useListState.ts'

type List = Pick<ReturnType<typeof useListState>, 'state' | 'change'>

/** Each tab is a set of filters. Where nothing is said, the first holds. */
export const useTabs = ({ views = [] }: Noun, { state }: List) => {
  const [first] = views
  const keys = first ? Object.keys(first.filters) : []
  const said = keys.some((key) => state[key] !== undefined)
  const current = said ? views.find(({ filters }) => keys.every((key) => state[key] === filters[key])) : first
  return { views, keys, current, asked: said ? state : { ...first?.filters, ...state } }
}

/** Tabs above a list. */
export const ListTabs = ({
  views,
  current,
  list,
}: {
  views: { label: string; filters: Record<string, string> }[]
  current: string | undefined
  list: List
}) =>
  views.length === 0 ? null : (
    <Tabs value={current ?? null} onChange={(label) => list.change({ ...views.find((view) => view.label === label)?.filters })} mb="sm">
      <Tabs.List>
        {views.map(({ label }) => (
          <Tabs.Tab key={label} value={label}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  )
