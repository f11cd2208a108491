import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Row } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import { wordOf } from '../../kit/text/format.ts'
import type { Noun } from '../noun/noun.tsx'
import { ActionItems, useRowActions } from '../page/ActionItems.tsx'
import classes from './table.module.css'

const RowMenu = ({ noun, row, name }: { noun: Noun; row: Row; name: string }) => {
  const [opened, setOpened] = useState(true)
  const may = useMay()
  const actions = useRowActions(noun, row, () => {})
  const { edit } = noun.operations
  const editable = actions.mine && edit && may(edit.allow)
  return (
    <Menu position="bottom-end" shadow="md" opened={opened} onChange={setOpened}>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`Actions for ${name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {editable && (
          <Menu.Item component={Link} to={`${noun.path}/${wordOf(row.id)}/edit`} leftSection={<IconPencil size={16} aria-hidden />}>
            Edit
          </Menu.Item>
        )}
        <ActionItems noun={noun} actions={actions} />
        {!editable && actions.none && <Menu.Label>Your role may not change this</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  )
}

/** What one can do with a row, at its end: shown under the pointer, for the focus, and where there is no pointer. */
export const RowTools = ({ noun, row }: { noun: Noun; row: Row }) => {
  // The menu is made when it is first asked for: there is one in each row.
  const [wanted, want] = useState(false)
  const { edit, delete: remove } = noun.operations
  const name = noun.nameOf(row)
  if (!edit && !remove && (noun.actions ?? noun.links ?? []).length === 0) return null
  return (
    <span className={classes.rowTools}>
      {wanted ? (
        <RowMenu noun={noun} row={row} name={name} />
      ) : (
        <ActionIcon size="sm" aria-label={`Actions for ${name}`} aria-haspopup="menu" onClick={() => want(true)}>
          <IconDots size={16} />
        </ActionIcon>
      )}
    </span>
  )
}
