import { useHotkeys } from '@mantine/hooks'

const links = () => [...document.querySelectorAll<HTMLElement>('main [data-row-link]')]

const move = (by: 1 | -1) => {
  const all = links()
  const here = all.findIndex((link) => link === document.activeElement)
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

/** `/` searches, `j` and `k` move between rows, `Enter` opens (the row's name is a link), `e` edits. */
export const useRowKeys = (edit: (index: number) => void) =>
  useHotkeys([
    ['/', () => document.querySelector<HTMLElement>('main [data-search]')?.focus()],
    ['J', () => move(1)],
    ['K', () => move(-1)],
    [
      'E',
      () => {
        const here = links().findIndex((link) => link === document.activeElement)
        if (here >= 0) edit(here)
      },
    ],
  ])
