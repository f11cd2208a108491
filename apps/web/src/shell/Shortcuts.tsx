import { Kbd } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { openDialog } from '../kit/feedback/openDialog.ts'
import classes from './shell.module.css'

const keys = [
  ['Ctrl K', 'Find pages, people, organisations, settings and actions'],
  ['/', 'Search this list'],
  ['j', 'Next row'],
  ['k', 'Previous row'],
  ['Enter', 'Open the row'],
  ['e', 'Edit the row'],
  ['x', 'Select the row'],
  ['Esc', 'Close, or leave a form'],
  ['?', 'Show these shortcuts'],
] as const

/** The list of keys. */
export const showShortcuts = () =>
  openDialog({
    title: 'Keyboard shortcuts',
    children: () => (
      <dl className={classes.keys}>
        {keys.map(([key, what]) => [
          <dt key={`${key}-label`}>
            <Kbd>{key}</Kbd>
          </dt>,
          <dd key={key}>{what}</dd>,
        ])}
      </dl>
    ),
  })

/** Listens for `?` on every page. */
export const Shortcuts = () => {
  useHotkeys([
    ['shift+?', showShortcuts, { usePhysicalKeys: false }],
    ['?', showShortcuts],
  ])
  return null
}
