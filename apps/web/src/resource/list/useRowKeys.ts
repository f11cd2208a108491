import { useHotkeys } from '@mantine/hooks'

type Keys = {
  edit?: (id: string) => void
  select?: ((id: string) => void) | undefined
  /** The row that is shown beside the list, and how another one is. */
  opened?: string | undefined
  open?: (id: string) => void
}

const links = () => [...document.querySelectorAll<HTMLElement>('main [data-row-link]')]
const idOf = (link: HTMLElement | undefined) => link?.dataset.rowLink

/** `/` searches, `j` and `k` move between rows, `Enter` opens (the row's name is a link), `e` edits, `x` selects. The row beside the list follows. */
export const useRowKeys = ({ edit, select, opened, open }: Keys = {}) => {
  const at = (all: HTMLElement[]) => {
    const focused = all.findIndex((link) => link === document.activeElement)
    return focused >= 0 || opened === undefined ? focused : all.findIndex((link) => idOf(link) === opened)
  }
  const move = (by: 1 | -1) => {
    const all = links()
    const here = at(all)
    const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1)]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
    const id = idOf(next)
    if (opened !== undefined && id && id !== opened) open?.(id)
  }
  const withRow = (act: ((id: string) => void) | undefined) => {
    const all = links()
    const id = idOf(all[at(all)])
    if (id) act?.(id)
  }
  useHotkeys([
    ['/', () => document.querySelector<HTMLElement>('main [data-search]')?.focus()],
    ['J', () => move(1)],
    ['K', () => move(-1)],
    ['E', () => withRow(edit)],
    ['X', () => withRow(select)],
  ])
}
