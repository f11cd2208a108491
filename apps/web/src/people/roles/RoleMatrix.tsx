import { Anchor, Table, Text, VisuallyHidden } from '@mantine/core'
import { type Perm, perms } from '@reeve/contract/kernel/may'
import type { Out } from '@reeve/contract/kernel/operation'
import { permissionLevels, roles } from '@reeve/contract/people/roles'
import { IconCheck, IconMinus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { api } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { TableSkeleton } from '../../kit/feedback/skeletons.tsx'
import { Crumb } from '../../kit/layout/Crumb.tsx'
import { PageHead } from '../../kit/layout/PageHead.tsx'
import classes from './matrix.module.css'
import { permHelp, permLabel } from './permLabel.ts'

type Role = Out<typeof roles.view>

const Held = ({ on }: { on: boolean }) => (
  <span className={classes.held} data-on={on}>
    {on ? <IconCheck size={16} stroke={2.4} aria-hidden /> : <IconMinus size={14} aria-hidden />}
    <VisuallyHidden>{on ? 'Yes' : 'No'}</VisuallyHidden>
  </span>
)

const UserCount = ({ id, user_count }: Role) => (
  <Anchor component={Link} to={`/users?role_id=${id}`}>
    {user_count}
  </Anchor>
)
type LineOf = { key: string; title: string; help?: string | undefined; perm?: Perm; cell: (role: Role) => ReactNode }
const flag = (key: 'default_role' | 'restricted_to_site_admin', title: string): LineOf => ({
  key,
  title,
  cell: (role) => <Held on={role[key]} />,
})
const none = '–'
/** One line for the level, each permission and each limit. */
const lines: LineOf[] = [
  { key: 'level', title: 'Events', cell: ({ permission }) => <span className={classes.level}>{permissionLevels[permission]?.label}</span> },
  ...perms.map(
    (perm): LineOf => ({ key: perm, perm, title: permLabel(perm), help: permHelp(perm), cell: (role) => <Held on={role[perm]} /> }),
  ),
  flag('default_role', 'Default role'),
  flag('restricted_to_site_admin', 'Assigned by site admins only'),
  { key: 'memory', title: 'Memory limit', cell: ({ memory_limit }) => memory_limit || none },
  { key: 'time', title: 'Time limit, seconds', cell: ({ max_execution_time }) => max_execution_time || none },
  { key: 'rate', title: 'Searches in 15 minutes', cell: (role) => (role.enforce_rate_limit ? role.rate_limit_count : none) },
  { key: 'users', title: 'Users', cell: (role) => <UserCount {...role} /> },
]

const Line = ({ line: { title, help, perm, cell }, all, asks }: { line: LineOf; all: Role[]; asks: boolean }) => (
  <Table.Tr>
    <Table.Th scope="row" className={classes.name}>
      {perm && asks ? (
        <Anchor component={Link} to={`/roles/who?perm=${perm}`}>
          {title}
        </Anchor>
      ) : (
        title
      )}
      {help && (
        <Text component="span" display="block" size="xs" c="dimmed" fw={400}>
          {help}
        </Text>
      )}
    </Table.Th>
    {all.map((role) => (
      <Table.Td key={role.id} ta="center">
        {cell(role)}
      </Table.Td>
    ))}
  </Table.Tr>
)

const Matrix = ({ all }: { all: Role[] }) => {
  const may = useMay()
  const asks = may(roles.holders.allow)
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Roles and their permissions">
      <Table className={classes.table} highlightOnHover stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.name}>Permission</Table.Th>
            {all.map((role) => (
              <Table.Th key={role.id} scope="col" ta="center" className={classes.role}>
                <Anchor component={Link} to={`/roles/${role.id}`}>
                  {role.name}
                </Anchor>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Line key={line.key} line={line} all={all} asks={asks} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

/** A table of all roles and the permissions that each grants. */
export const RoleMatrix = () => {
  const { data, error, refetch } = useQuery(api.roles.list.query({ limit: 200, sort: 'id' }))
  return (
    <div className={classes.page}>
      <Crumb to="/roles">Roles</Crumb>
      <PageHead
        title="Permission matrix"
        about="What each role allows. Select a permission to see the users who have it."
        kept="role-matrix"
      />
      {error && <ErrorState error={error} retry={refetch} />}
      {!data && !error && <TableSkeleton />}
      {data && <Matrix all={data.rows} />}
    </div>
  )
}
