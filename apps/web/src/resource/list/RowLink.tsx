import type { MouseEvent, ReactNode } from 'react'
import { Link } from 'react-router'
import classes from './table.module.css'

/** A plain click opens the row beside the list; with Ctrl, ⌘ or the middle button it stays what a link is. */
export const opensBeside = (event: MouseEvent) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0)

type Props = { id: string; to: string; onOpen: () => void; children: ReactNode }

/** The name of a row: a link to its page, which a plain click opens beside the list. */
export const RowLink = ({ id, to, onOpen, children }: Props) => (
  <Link
    to={to}
    className={classes.name}
    data-row-link={id}
    onClick={(event) => {
      event.stopPropagation()
      if (!opensBeside(event)) return
      event.preventDefault()
      onOpen()
    }}
  >
    {children}
  </Link>
)
