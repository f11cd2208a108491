import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { type Row, requestOf } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import type { Noun } from '../noun/noun.tsx'

const window = new Set(['after', 'limit', 'page'])

/** The whole list as it is filtered and sorted, as a file that is written while it is read. */
export const ExportMenu = ({ noun, asked }: { noun: Noun; asked: Row }) => {
  const may = useMay()
  const { export: operation } = noun.operations
  if (!operation || !may(operation.allow)) return null
  const said = Object.fromEntries(Object.entries(asked).filter(([key]) => !window.has(key)))
  const linkTo = (format: string) => requestOf(operation, { ...said, format }).path
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Tooltip label="Export this list">
          <ActionIcon variant="default" size={34} mr={6} aria-label="Export this list">
            <IconDownload size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={linkTo('csv')} download>
          CSV
        </Menu.Item>
        <Menu.Item component="a" href={linkTo('json')} download>
          JSON
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
