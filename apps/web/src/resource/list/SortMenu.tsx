import { Button, Menu } from '@mantine/core'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react'
import type { Column } from '../noun/columns.tsx'
import { nextSort } from './nextSort.ts'

type Props = { columns: Column[]; sort: string | undefined; onSort: (sort: string | undefined) => void }

/** Sorts where there are no headings to press. */
export const SortMenu = ({ columns, sort, onSort }: Props) => (
  <Menu position="bottom-start" shadow="md">
    <Menu.Target>
      <Button variant="default" leftSection={<IconArrowsSort size={14} aria-hidden />}>
        Sort
      </Button>
    </Menu.Target>
    <Menu.Dropdown>
      {columns
        .filter(({ sortable }) => sortable)
        .map(({ key, label }) => (
          <Menu.Item
            key={key}
            onClick={() => onSort(nextSort(key, sort))}
            rightSection={
              sort === key ? (
                <IconArrowUp size={14} aria-label="ascending" />
              ) : sort === `-${key}` ? (
                <IconArrowDown size={14} aria-label="descending" />
              ) : undefined
            }
          >
            {label}
          </Menu.Item>
        ))}
    </Menu.Dropdown>
  </Menu>
)
