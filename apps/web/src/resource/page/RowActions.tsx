import { ActionIcon, Button, Group, Menu, Tooltip } from '@mantine/core'
import { IconDots, IconExternalLink, IconPencil, IconTrash } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Row } from '../../kit/client/client.ts'
import { useMay, useSession } from '../../kit/client/session.tsx'
import { wordOf } from '../../kit/text/format.ts'
import { hrefOf, type Noun } from '../noun/noun.tsx'
import { useActions } from './useActions.tsx'

type Props = { noun: Noun; row: Row; gone: () => void; inDrawer: boolean }

/** What one may do with this row; what would be refused is not shown. */
export const RowActions = ({ noun, row, gone, inDrawer }: Props) => {
  const may = useMay()
  const { actor } = useSession()
  const { actions: possible, perform, remove } = useActions(noun, row, gone)
  const { edit, delete: removal } = noun.operations
  const mine = noun.mayChange?.(actor, row) ?? true
  const allowed = mine ? possible : []
  const actions = allowed.filter(({ first }) => !first)
  const reached = mine ? (noun.links ?? []).filter(({ allow }) => may(allow)) : []
  const links = reached.filter(({ first }) => !first)
  const removable = mine && removal && noun.deleting && may(removal.allow)
  return (
    <Group gap={6}>
      {reached
        .filter(({ first }) => first)
        .map((link) => (
          <Button key={link.label} component={Link} to={link.to(row)} leftSection={<link.icon size={16} aria-hidden />}>
            {link.label}
          </Button>
        ))}
      {allowed
        .filter(({ first }) => first)
        .map((action) => (
          <Button key={action.label} variant="default" leftSection={<action.icon size={16} aria-hidden />} onClick={() => perform(action)}>
            {action.label}
          </Button>
        ))}
      {mine && edit && may(edit.allow) && (
        <Button
          component={Link}
          to={`${noun.path}/${wordOf(row.id)}/edit`}
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          Edit
        </Button>
      )}
      {inDrawer && (
        <Tooltip label="Open as a page">
          <ActionIcon component={Link} to={hrefOf(noun, row)} variant="default" size={36} aria-label="Open as a page">
            <IconExternalLink size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      {(actions.length > 0 || links.length > 0 || removable) && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="More actions">
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {actions.map((action) => (
              <Menu.Item key={action.label} leftSection={<action.icon size={16} aria-hidden />} onClick={() => perform(action)}>
                {action.label}
              </Menu.Item>
            ))}
            {links.map((link) => (
              <Menu.Item key={link.label} component={Link} to={link.to(row)} leftSection={<link.icon size={16} aria-hidden />}>
                {link.label}
              </Menu.Item>
            ))}
            {actions.length + links.length > 0 && removable && <Menu.Divider />}
            {removable && (
              <Menu.Item color="var(--wrong)" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
                {`Delete ${noun.one}`}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  )
}
