import { ActionIcon, Box, Drawer, Tooltip, UnstyledButton } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { spotlight } from '@mantine/spotlight'
import { IconMenu2, IconSearch } from '@tabler/icons-react'
import { lazy, Suspense, useEffect } from 'react'
import { Outlet, useLocation, useNavigation } from 'react-router'
import { AccountMenu } from './AccountMenu.tsx'
import { Brand } from './Brand.tsx'
import { Shortcuts } from './Shortcuts.tsx'
import { Sidebar } from './Sidebar.tsx'
import classes from './shell.module.css'

const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }))

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
    <Tooltip label="Find">
      <ActionIcon size={40} aria-label="Find" onClick={spotlight.open}>
        <IconSearch size={20} />
      </ActionIcon>
    </Tooltip>
  </header>
)

/** The sidebar and the page. */
export const Shell = () => {
  const [opened, { open, close }] = useDisclosure(false)
  const { pathname } = useLocation()
  const { state } = useNavigation()
  useEffect(close, [pathname, close])
  // Here rather than in the palette, which may still be on its way.
  useHotkeys([['mod+K', spotlight.open]], [])
  return (
    <div className={classes.shell}>
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
      <Drawer opened={opened} onClose={close} size={272} title={<Brand />} closeButtonProps={{ 'aria-label': 'Close the menu' }}>
        <Box className={classes.folded}>
          <Sidebar />
          <AccountMenu />
        </Box>
      </Drawer>
      <main id="main" className={classes.main} tabIndex={-1} aria-busy={state === 'loading'}>
        <Outlet />
      </main>
      <Suspense>
        <Palette />
      </Suspense>
      <Shortcuts />
    </div>
  )
}
