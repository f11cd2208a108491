import { questionOf, type SavedView } from '@reeve/contract/people/savedViews'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { api } from '../../kit/client/client.ts'
import type { Noun } from '../noun/noun.tsx'
import type { ListState } from '../noun/useListState.ts'

/** More than a list may have. */
const all = 500

/** The address that opens a list as a view keeps it; `view` says which one it was, for when the question is changed there. */
export const addressOfView = (path: string, { id, query }: Pick<SavedView, 'id' | 'query'>) => {
  const params = new URLSearchParams(query)
  params.append('view', String(id))
  return `${path}?${params}`
}

/** What a list is asked, as a view keeps it: without what the list left out. */
const queryOf = (state: ListState) =>
  questionOf(new URLSearchParams(Object.entries(state).flatMap(([key, value]) => [value].flat().map((one) => [key, one]))).toString())

/** The views of a list, and which of them the address is: the one it names, else one that asks the same. */
export const useSavedViews = ({ noun, unsaved }: Noun, state: ListState) => {
  const [params] = useSearchParams()
  const { data } = useQuery({
    ...api.savedViews.list.query({ noun, limit: all, sort: 'name' }),
    staleTime: 60_000,
    enabled: unsaved !== true,
  })
  const views = data?.rows ?? []
  const asked = questionOf(params.toString())
  const named = views.find(({ id }) => String(id) === params.get('view'))
  const active = named ?? views.find(({ query }) => query === asked && asked !== '')
  return { views, active, changed: active !== undefined && active.query !== asked, query: queryOf(state) }
}
export type SavedViews = ReturnType<typeof useSavedViews>
