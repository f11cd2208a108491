import { ActionIcon, Button, Group, Menu, Tooltip } from '@mantine/core'
import { IconDots, IconExternalLink, IconPencil } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Row } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import { wordOf } from '../../kit/text/format.ts'
import { hrefOf, type Noun } from '../noun/noun.tsx'
import { ActionItems, useRowActions } from './ActionItems.tsx'

type Props = { noun: Noun; row: Row; gone: () => void; inDrawer: boolean }

/** What one comes to a row for, as buttons; the rest in a menu. What would be refused is not shown. */
export const RowActions = ({ noun, row, gone, inDrawer }: Props) => {
  const may = useMay()
  const all = useRowActions(noun, row, gone)
  const { edit } = noun.operations
  const first = [...all.links, ...all.actions].filter((one) => one.first)
  const rest = all.links.length + all.actions.length - first.length
  return (
    <Group gap={6}>
      {all.links
        .filter((link) => link.first)
        .map((link) => (
          <Button key={link.label} component={Link} to={link.to} variant="default" leftSection={<link.icon size={16} aria-hidden />}>
            {link.label}
          </Button>
        ))}
      {all.actions
        .filter((action) => action.first)
        .map((action) => (
          <Button
            key={action.label}
            variant="default"
            leftSection={<action.icon size={16} aria-hidden />}
            onClick={() => all.perform(action)}
          >
            {action.label}
          </Button>
        ))}
      {all.mine && edit && may(edit.allow) && (
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
      {(rest > 0 || all.removable) && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="More actions">
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <ActionItems noun={noun} actions={all} besides={first.map(({ label }) => label)} />
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  )
}
