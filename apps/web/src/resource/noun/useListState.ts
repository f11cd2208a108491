import type { Operation } from '@reeve/contract/kernel/operation'
import { useHref, useLocation, useNavigate, useSearchParams } from 'react-router'
import { z } from 'zod'
import { wordOf } from '../../kit/text/format.ts'
import { useAhead } from './useAhead.tsx'

export type ListState = Record<string, string | string[]>
/** Another question. `replace`: instead of the one before, so that Back does not go through what was half typed. */
export type Change = (next: Record<string, string | string[] | undefined>, how?: { replace?: boolean }) => void

/** What of the address the list understands; a word it does not know, or a broken value, is left out rather than shown as an error. */
export const stateOf = (list: Operation, params: URLSearchParams): ListState =>
  Object.fromEntries(
    [...new Set(params.keys())].flatMap((key): [string, string | string[]][] => {
      const schema: unknown = list.input.shape[key]
      const all = params.getAll(key)
      const value = all.length > 1 ? all : (all[0] ?? '')
      return schema instanceof z.ZodType && value !== '' && schema.safeParse(value).success ? [[key, value]] : []
    }),
  )

const beforeOf = (state: unknown): string[] =>
  typeof state === 'object' && state !== null && 'before' in state && Array.isArray(state.before) ? state.before.map(wordOf) : []

/** The address bar is the state of a list: it can be bookmarked, sent to a colleague and gone back to. */
export const useListState = (list: Operation) => {
  const [params, setParams] = useSearchParams()
  const { pathname, state: kept } = useLocation()
  const before = beforeOf(kept)
  const here = useHref(pathname)
  const ahead = useAhead()
  const navigate = useNavigate()
  const state = stateOf(list, params)

  const written = (next: Parameters<Change>[0]) => {
    // What the address says now: two changes may come in one breath, before this is drawn again.
    const all = new URLSearchParams(window.location.search)
    for (const [key, value] of Object.entries(next)) {
      all.delete(key)
      for (const one of [value ?? []].flat()) if (one) all.append(key, one)
    }
    return all
  }
  /** Another question starts at its first page. Who is on his way to another one is not called back by what he typed here. */
  const change: Change = (next, { replace = false } = {}) => {
    if (ahead() === here) setParams(written({ after: undefined, ...next }), { replace })
  }
  const open = (id: string | undefined, { replace = false } = {}) =>
    setParams(written({ open: id, tab: undefined }), { state: { before }, replace })
  const close = () => open(undefined)
  const older = (next: string) =>
    void navigate({ search: `?${written({ after: next })}` }, { state: { before: [...before, wordOf(state.after ?? '')] } })
  const newer = () =>
    void navigate({ search: `?${written({ after: before.at(-1) || undefined })}` }, { state: { before: before.slice(0, -1) } })
  return { state, change, older, newer, open, close, opened: params.get('open') ?? undefined, page: state.after ? before.length + 1 : 1 }
}
