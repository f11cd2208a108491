import { Anchor } from '@mantine/core'
import { mayAssign } from '@reeve/contract/kernel/may'
import { pages } from '@reeve/contract/pages'
import { extraPerms, permissionLevels, roles } from '@reeve/contract/people/roles'
import { IconShield, IconStar, IconTable, IconUserQuestion, IconUsers } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Row } from '../../kit/client/client.ts'
import { amount, wordOf } from '../../kit/text/format.ts'
import { lazily } from '../../resource/noun/lazily.tsx'
import type { Noun } from '../../resource/noun/noun.tsx'
import { grantsOf } from './grantsOf.ts'

const LevelSelect = lazily(async () => (await import('./LevelSelect.tsx')).LevelSelect)

const flags = Object.entries(extraPerms)
const held = (row: Row) => flags.filter(([perm]) => row[perm] === true).map(([, [label]]) => label)
const levelIn = (row: Row) => permissionLevels[Number(row.permission)]?.label ?? ''

/** The list, page and forms of roles. */
export const rolesNoun: Noun = {
  noun: 'roles',
  path: pages.roles,
  one: 'role',
  many: 'Roles',
  about: 'A role sets what its users may do: one of four levels for events, and extra permissions.',
  icon: IconShield,
  operations: roles,
  nameOf: (row) => wordOf(row.name),
  telling: ['name', 'permission'],
  model: 'Role',
  wire: (row) => `/roles/view/${wordOf(row.id)}.json`,
  cells: { permission: levelIn },
  extra: [
    {
      key: 'flags',
      label: 'Extra permissions',
      before: 'default_role',
      cell: (row) => <span title={held(row).join(', ')}>{held(row).join(', ') || 'None'}</span>,
    },
  ],
  controls: { permission: LevelSelect },
  facts: (row) => [
    ['Events', levelIn(row)],
    [
      'Users',
      <Anchor key="users" component={Link} to={`${pages.users}?role_id=${wordOf(row.id)}`}>
        {amount(Number(row.user_count))}
      </Anchor>,
    ],
    ['Extra permissions', amount(held(row).length)],
  ],
  marks: (row) => (row.default_role === true ? [{ tone: 'good', label: 'Default role' }] : []),
  mayPick: (actor, row) => mayAssign(actor, grantsOf(row)),
  also: [
    { label: 'Permission matrix', icon: IconTable, allow: roles.list.allow, to: '/roles/matrix' },
    { label: 'Who has a permission', icon: IconUserQuestion, allow: roles.holders.allow, to: '/roles/who' },
  ],
  links: [{ label: 'Move users', icon: IconUsers, allow: roles.moveMembers.allow, to: (row) => `/roles/${wordOf(row.id)}/members` }],
  actions: [
    {
      label: 'Make default',
      icon: IconStar,
      allow: roles.setDefault.allow,
      operation: roles.setDefault,
      applies: (row) => row.default_role === false,
      done: (row) => `${wordOf(row.name)} is the default role for new users.`,
    },
  ],
  deleting: {
    irreversible: false,
    says: 'No user has this role. The log keeps its permissions.',
    first: (row) => (Number(row.user_count) > 0 ? `/roles/${wordOf(row.id)}/members` : undefined),
  },
}
