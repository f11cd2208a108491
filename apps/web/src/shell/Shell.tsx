import { ActionIcon, UnstyledButton } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { spotlight } from '@mantine/spotlight'
import { IconMenu2, IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { Outlet, useLocation, useNavigation } from 'react-router'
import { useSession } from '../kit/client/session.tsx'
import { lazily } from '../resource/noun/lazily.tsx'
import { Brand } from './Brand.tsx'
import { Shortcuts } from './Shortcuts.tsx'
import { Sidebar } from './Sidebar.tsx'
import classes from './shell.module.css'

const Palette = lazily(async () => (await import('./Palette.tsx')).Palette)
const AccountMenu = lazily(async () => (await import('./AccountMenu.tsx')).AccountMenu, <div className={classes.accountRoom} />)
const FoldedMenu = lazily(async () => (await import('./FoldedMenu.tsx')).FoldedMenu)

const Find = () => (
  <UnstyledButton className={classes.find} onClick={spotlight.open}>
    <IconSearch size={15} aria-hidden />
    <span>Find</span>
    <kbd>Ctrl K</kbd>
  </UnstyledButton>
)

const TopBar = ({ open }: { open: () => void }) => (
  <header className={classes.top}>
    <ActionIcon size={40} aria-label="Open the menu" onClick={open}>
      <IconMenu2 size={20} />
    </ActionIcon>
    <Brand />
    <ActionIcon size={40} aria-label="Find" onClick={spotlight.open}>
      <IconSearch size={20} />
    </ActionIcon>
  </header>
)

/** The sidebar and the page. */
export const Shell = () => {
  const [opened, { open, close }] = useDisclosure(false)
  const { pathname } = useLocation()
  const { state } = useNavigation()
  const [wanted, want] = useState(false)
  if (opened && !wanted) want(true)
  const { session } = useSession()
  useEffect(close, [pathname, close])
  // Here rather than in the palette, which may still be on its way.
  useHotkeys([['mod+K', spotlight.open]], [])
  return (
    <div className={classes.shell}>
      <title>{session.settings['MISP.title_text']}</title>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <aside className={classes.side}>
        <Brand />
        <Find />
        <Sidebar />
        <AccountMenu />
      </aside>
      <TopBar open={open} />
      {wanted && <FoldedMenu opened={opened} close={close} />}
      <main id="main" className={classes.main} tabIndex={-1} aria-busy={state === 'loading'}>
        <Outlet />
      </main>
      <Palette />
      <Shortcuts />
    </div>
  )
}
