import { Button, Menu } from '@mantine/core'
import type { Actor } from '@reeve/contract/kernel/may'
import { mayShare, type Reach, reaches, type SavedView, savedViews } from '@reeve/contract/people/savedViews'
import {
  IconBookmark,
  IconBookmarkFilled,
  IconCheck,
  IconChevronDown,
  IconDeviceFloppy,
  IconList,
  IconPencil,
  IconPlus,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { Link } from 'react-router'
import { useMay, useSession } from '../../kit/client/session.tsx'
import type { Noun } from '../noun/noun.tsx'
import { addressOfView, type SavedViews } from './useSavedViews.ts'
import { useViewActions } from './useViewActions.ts'
import classes from './views.module.css'

const titleOf = (reach: Reach, { org }: Actor) => ({ me: 'Yours', organisation: org, everyone: 'Everyone' })[reach]
const size = { size: 16, 'aria-hidden': true } as const

const Views = ({ path, views, active }: { path: string; views: SavedView[]; active: SavedView | undefined }) => {
  const { actor } = useSession()
  return reaches
    .map((reach) => [reach, views.filter((view) => view.reach === reach)] as const)
    .filter(([, inside]) => inside.length > 0)
    .map(([reach, inside]) => [
      <Menu.Label key={reach}>{titleOf(reach, actor)}</Menu.Label>,
      ...inside.map((view) => (
        <Menu.Item
          key={view.id}
          component={Link}
          to={addressOfView(path, view)}
          rightSection={view.id === active?.id ? <IconCheck {...size} /> : undefined}
          aria-current={view.id === active?.id || undefined}
        >
          <span title={view.name}>{view.name}</span>
        </Menu.Item>
      )),
    ])
}

type Props = { noun: Noun; saved: SavedViews }

/** The views of a list: choose one, keep what is on screen as one, and look after those that are one's own to change. */
export const ViewMenu = ({ noun, saved: { views, active, changed, query } }: Props) => {
  const may = useMay()
  const { actor } = useSession()
  const { save, rename, update, remove } = useViewActions(noun, query)
  const mine = active && mayShare(actor, active.reach) && may(savedViews.edit.allow)
  return (
    <Menu position="bottom-start" shadow="md" width={260} classNames={{ itemLabel: classes.viewName }}>
      <Menu.Target>
        <Button
          variant="default"
          className={classes.views}
          leftSection={active ? <IconBookmarkFilled size={14} aria-hidden /> : <IconBookmark size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={active ? `Views: ${active.name}${changed ? ', changed' : ''}` : 'Views'}
          title={active?.name}
        >
          <span className={classes.viewName}>{active?.name ?? 'Views'}</span>
          {changed && <span className={classes.viewChanged}>changed</span>}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.viewList}>
        <Views path={noun.path} views={views} active={active} />
        {views.length > 0 && <Menu.Divider />}
        {mine && changed && (
          <Menu.Item leftSection={<IconDeviceFloppy {...size} />} onClick={() => void update(active)}>
            {`Update “${active.name}”`}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPlus {...size} />} onClick={save} disabled={query === ''}>
          {query === '' ? 'Search, filter or sort, then save it' : 'Save as a new view…'}
        </Menu.Item>
        {mine && (
          <Menu.Item leftSection={<IconPencil {...size} />} onClick={() => rename(active)}>
            Rename or share…
          </Menu.Item>
        )}
        {mine && (
          <Menu.Item color="var(--wrong)" leftSection={<IconTrash {...size} />} onClick={() => void remove(active)}>
            Delete this view
          </Menu.Item>
        )}
        <Menu.Divider />
        {active && (
          <Menu.Item component={Link} to={noun.path} leftSection={<IconX {...size} />}>
            Leave this view
          </Menu.Item>
        )}
        <Menu.Item component={Link} to="/views" leftSection={<IconList {...size} />}>
          All saved views
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
