import { useState } from 'react'

export type Selection = {
  /** Everything that matches, not only what is on screen. */
  all: boolean
  ids: ReadonlySet<string>
  has: (id: string) => boolean
  toggle: (id: string) => void
  /** The rows on screen: all of them, or none. */
  togglePage: (ids: readonly string[]) => void
  takeAll: () => void
  clear: () => void
}

/** Which rows are meant. Another question begins with none. */
export const useSelection = (question: string): Selection => {
  const [state, setState] = useState<{ question: string; all: boolean; ids: ReadonlySet<string> }>({ question, all: false, ids: new Set() })
  const { all, ids } = state.question === question ? state : { all: false, ids: new Set<string>() }
  const put = (next: Iterable<string>, whole = false) => setState({ question, all: whole, ids: new Set(next) })
  const has = (id: string) => all || ids.has(id)
  return {
    all,
    ids,
    has,
    toggle: (id) => put(ids.has(id) ? [...ids].filter((one) => one !== id) : [...ids, id]),
    togglePage: (page) => put(!all && page.every((id) => ids.has(id)) ? [...ids].filter((id) => !page.includes(id)) : [...ids, ...page]),
    takeAll: () => put([], true),
    clear: () => put([]),
  }
}
