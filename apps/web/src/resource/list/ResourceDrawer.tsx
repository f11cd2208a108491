import { Drawer } from '@mantine/core'
import type { Noun } from '../noun/noun.tsx'
import { ResourceView } from '../page/ResourceView.tsx'

/** One row beside its list. */
export const ResourceDrawer = ({ noun, id, close }: { noun: Noun; id: string | undefined; close: () => void }) => (
  <Drawer
    opened={id !== undefined}
    onClose={close}
    position="right"
    size={680}
    title={`${noun.one.charAt(0).toUpperCase()}${noun.one.slice(1)}`}
    closeButtonProps={{ 'aria-label': 'Close' }}
  >
    {id !== undefined && <ResourceView noun={noun} id={id} gone={close} inDrawer />}
  </Drawer>
)
