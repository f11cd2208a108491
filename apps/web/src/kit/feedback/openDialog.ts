import { modals } from '@mantine/modals'
import type { ReactNode } from 'react'

type Dialog = {
  title: string
  children: (close: () => void) => ReactNode
  onClose?: (() => void) | undefined
  /** It closes only by one of its own buttons. */
  modal?: true
}

/** The element that had the focus; for an item of a menu, which is about to disappear, the button of that menu. */
const openerNow = () => {
  const at = document.activeElement
  const menu = at?.closest('[role=menu]')
  const opener = menu ? document.querySelector(`[aria-controls="${CSS.escape(menu.id)}"]`) : at
  return opener instanceof HTMLElement ? opener : undefined
}

/** Gives the focus back once the dialog is gone, unless something else has taken it; where the opener is gone too, to the page. */
const giveBack = (opener: HTMLElement | undefined) =>
  setTimeout(() => {
    const at = document.activeElement
    if (at && at !== document.body && !at.closest('.mantine-Modal-root')) return
    const next = opener?.isConnected ? opener : document.getElementById('main')
    next?.focus({ preventScroll: true })
  }, 50)

let mounted = () => {}
const mount = new Promise<void>((resolve) => {
  mounted = resolve
})
/** Called once the place where dialogs appear is on the page: it is loaded after the page, and a dialog opened before waits for it. */
export const dialogsMounted = () => mounted()

let count = 0
/** Whether a dialog is open, or was until this very key closed it. */
export const dialogIsOpen = () => count > 0

/** Opens a dialog over the page. */
export const openDialog = ({ title, children, onClose, modal }: Dialog) => {
  const opener = openerNow()
  count++
  const show = async () => {
    await mount
    const id: string = modals.open({
      title,
      closeButtonProps: { 'aria-label': 'Close' },
      returnFocus: false,
      ...(modal && { closeOnClickOutside: false, closeOnEscape: false, withCloseButton: false }),
      onClose: () => {
        onClose?.()
        setTimeout(() => count--)
        giveBack(opener)
      },
      children: children(() => modals.close(id)),
    })
  }
  void show()
}
