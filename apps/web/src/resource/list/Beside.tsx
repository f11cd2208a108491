import { CloseButton, Drawer } from '@mantine/core'
import { useEffect } from 'react'
import { dialogIsOpen } from '../../kit/feedback/openDialog.ts'
import type { Noun } from '../noun/noun.tsx'
import { ResourceView } from '../page/ResourceView.tsx'
import classes from './beside.module.css'

type Props = { noun: Noun; id: string | undefined; narrow: boolean; close: () => void }

const titleOf = ({ one }: Noun) => `${one.charAt(0).toUpperCase()}${one.slice(1)}`
/** What closes by Escape before the panel does. */
const above = '[aria-modal="true"], .mantine-Menu-dropdown, .mantine-Popover-dropdown, [role="listbox"]'

const useEscape = (close: () => void, active: boolean) =>
  useEffect(() => {
    if (!active) return undefined
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' && !dialogIsOpen() && !document.querySelector(above)) close()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [close, active])

/** One row beside its list: the list stays in use, and `j` and `k` go on to the next row. On a narrow screen it covers the list. */
export const Beside = ({ noun, id, narrow, close }: Props) => {
  useEscape(close, id !== undefined && !narrow)
  if (narrow)
    return (
      <Drawer
        opened={id !== undefined}
        onClose={close}
        position="right"
        size="100%"
        title={titleOf(noun)}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {id !== undefined && <ResourceView key={id} noun={noun} id={id} gone={close} inDrawer />}
      </Drawer>
    )
  if (id === undefined) return null
  return (
    <section className={classes.panel} role="dialog" aria-label={titleOf(noun)} tabIndex={-1}>
      <header className={classes.top}>
        <span>{titleOf(noun)}</span>
        <CloseButton aria-label="Close" onClick={close} />
      </header>
      <ResourceView key={id} noun={noun} id={id} gone={close} inDrawer />
    </section>
  )
}
