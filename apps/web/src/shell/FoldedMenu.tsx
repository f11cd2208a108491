import { Drawer } from '@mantine/core'
import { AccountMenu } from './AccountMenu.tsx'
import { Brand } from './Brand.tsx'
import { Sidebar } from './Sidebar.tsx'
import classes from './shell.module.css'

/** The sidebar where there is no room for it: it opens over the page. */
export const FoldedMenu = ({ opened, close }: { opened: boolean; close: () => void }) => (
  <Drawer opened={opened} onClose={close} size={272} title={<Brand />} closeButtonProps={{ 'aria-label': 'Close the menu' }}>
    <div className={classes.folded}>
      <Sidebar />
      <AccountMenu />
    </div>
  </Drawer>
)
