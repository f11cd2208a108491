import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { type Icon, IconHome2, IconKeyboard, IconLogout, IconMoon, IconPassword, IconPlus, IconSun, IconUser } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { pageQuery } from '../kit/client/client.ts'
import { signOut, useMay } from '../kit/client/session.tsx'
import { filtersOf } from '../resource/noun/filters.ts'
import { hrefOf, useGroups, useNouns } from '../resource/noun/noun.tsx'
import { showShortcuts } from './Shortcuts.tsx'

export type Place = { id: string; group: string; label: string; beside?: string | undefined; icon: Icon; go: () => void }

/** Pages and actions that this role has. */
export const usePlaces = (): Place[] => {
  const may = useMay()
  const navigate = useNavigate()
  const { setColorScheme } = useMantineColorScheme()
  const other = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark'
  const to = (path: string) => () => void navigate(path)
  const open = useNouns().filter(({ operations }) => may(operations.list.allow))
  const links = useGroups()
    .flatMap(({ links: pages = [] }) => pages)
    .filter(({ allow }) => may(allow))
  const actions = [
    ...open.flatMap(({ operations: { add }, path, one }) =>
      add && may(add.allow) ? [{ id: `add ${one}`, label: `Add ${one}`, icon: IconPlus, go: to(`${path}/add`) }] : [],
    ),
    { id: 'password', label: 'Change your password', icon: IconPassword, go: to('/me?tab=password') },
    { id: 'scheme', label: `Switch to ${other}`, icon: other === 'dark' ? IconMoon : IconSun, go: () => setColorScheme(other) },
    { id: 'keys', label: 'Show keyboard shortcuts', icon: IconKeyboard, go: showShortcuts },
    { id: 'out', label: 'Sign out', icon: IconLogout, go: signOut },
  ]
  return [
    { id: 'home', group: 'Pages', label: 'Home', icon: IconHome2, go: to('/') },
    ...open.map(({ many, path, icon }) => ({ id: path, group: 'Pages', label: many, icon, go: to(path) })),
    ...links.map(({ to: path, label, icon }) => ({ id: path, group: 'Pages', label, icon, go: to(path) })),
    { id: 'me', group: 'Pages', label: 'Your account', icon: IconUser, go: to('/me') },
    ...actions.map((action) => ({ ...action, group: 'Actions' })),
  ]
}

/** Rows of every noun whose list can be searched, by what was typed. */
export const useFound = (term: string): Place[] => {
  const may = useMay()
  const navigate = useNavigate()
  const searched = useNouns().filter(({ operations: { list } }) => may(list.allow) && filtersOf(list).some(({ key }) => key === 'search'))
  const found = useQueries({
    queries: searched.map(({ operations: { list } }) => ({
      ...pageQuery(list, { search: term, limit: 5 }),
      enabled: term.length > 1,
      staleTime: 30_000,
    })),
  })
  return searched.flatMap((noun, index) =>
    (found[index]?.data?.rows ?? []).map((row) => {
      const href = hrefOf(noun, row)
      return {
        id: href,
        group: noun.many,
        label: noun.nameOf(row),
        beside: noun.beside?.(row),
        icon: noun.icon,
        go: () => void navigate(href),
      }
    }),
  )
}

/** What was opened last from the palette, newest first. */
export const useRecent = () => {
  const [recent, setRecent] = useLocalStorage<string[]>({ key: 'reeve-recent', defaultValue: [], getInitialValueInEffect: false })
  const remember = (id: string) => setRecent([id, ...recent.filter((one) => one !== id)].slice(0, 5))
  return { recent, remember }
}
