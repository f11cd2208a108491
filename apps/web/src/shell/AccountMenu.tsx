import { Menu, UnstyledButton, useComputedColorScheme, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { IconKeyboard, IconLogout, IconMoon, IconSelector, IconSun, IconUser } from '@tabler/icons-react'
import { Link } from 'react-router'
import { signOut, useSession } from '../kit/client/session.tsx'
import { showShortcuts } from './Shortcuts.tsx'
import classes from './shell.module.css'

/** Whose session this is, and what belongs to it. */
export const AccountMenu = () => {
  const { session } = useSession()
  const { setColorScheme } = useMantineColorScheme()
  const stays = session.external && session.settings['Plugin.CustomAuth_disable_logout']
  const scheme = useComputedColorScheme('light')
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <Menu position="top-start" width={232} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <span className={classes.who}>
            <span>
              <VisuallyHidden>Account of </VisuallyHidden>
              {session.email}
            </span>
            <span className={classes.org}>{session.org}</span>
          </span>
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/me" leftSection={<IconUser size={16} aria-hidden />}>
          Your account
        </Menu.Item>
        <Menu.Item
          leftSection={other === 'dark' ? <IconMoon size={16} aria-hidden /> : <IconSun size={16} aria-hidden />}
          onClick={() => setColorScheme(other)}
        >
          {`Switch to ${other}`}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={showShortcuts}>
          Keyboard shortcuts
        </Menu.Item>
        {!stays && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut()}>
              Sign out
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
