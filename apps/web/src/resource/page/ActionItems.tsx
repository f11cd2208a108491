import { Menu } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Row } from '../../kit/client/client.ts'
import { useMay, useSession } from '../../kit/client/session.tsx'
import type { Noun } from '../noun/noun.tsx'
import { useActions } from './useActions.tsx'

/** What one may do with a row besides editing it; what would be refused is left out. */
export const useRowActions = (noun: Noun, row: Row, gone: () => void) => {
  const may = useMay()
  const { actor } = useSession()
  const { actions: possible, perform, remove } = useActions(noun, row, gone)
  const { delete: removal } = noun.operations
  const mine = noun.mayChange?.(actor, row) ?? true
  const actions = mine ? possible : []
  const links = mine ? (noun.links ?? []).filter(({ allow }) => may(allow)).map((link) => ({ ...link, to: link.to(row) })) : []
  const removable = Boolean(mine && removal && noun.deleting && may(removal.allow))
  return { mine, actions, links, removable, perform, remove, none: actions.length + links.length === 0 && !removable }
}
export type RowActionList = ReturnType<typeof useRowActions>

/** The same as items of a menu; `besides` stand elsewhere already. */
export const ActionItems = ({
  noun,
  actions: { actions, links, removable, perform, remove },
  besides = [],
}: {
  noun: Noun
  actions: RowActionList
  besides?: readonly string[]
}) => {
  const others = actions.filter(({ label }) => !besides.includes(label))
  const pages = links.filter(({ label }) => !besides.includes(label))
  return (
    <>
      {others.map((action) => (
        <Menu.Item key={action.label} leftSection={<action.icon size={16} aria-hidden />} onClick={() => perform(action)}>
          {action.label}
        </Menu.Item>
      ))}
      {pages.map((link) => (
        <Menu.Item key={link.label} component={Link} to={link.to} leftSection={<link.icon size={16} aria-hidden />}>
          {link.label}
        </Menu.Item>
      ))}
      {others.length + pages.length > 0 && removable && <Menu.Divider />}
      {removable && (
        <Menu.Item color="var(--wrong)" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
          {`Delete ${noun.one}`}
        </Menu.Item>
      )}
    </>
  )
}
