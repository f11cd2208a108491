import { Anchor, Table } from '@mantine/core'
import type { Out } from '@reeve/contract/kernel/operation'
import type { merges } from '@reeve/contract/people/merges'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { amount } from '../../kit/text/format.ts'
import { Time } from '../../kit/text/Time.tsx'
import { Nothing } from '../../resource/noun/Shown.tsx'
import classes from './merge.module.css'

type Plan = Out<typeof merges.plan>
type Party = Plan['from']

const lines: [label: string, of: (party: Party) => ReactNode][] = [
  ['Number', ({ id }) => id],
  ['UUID', ({ uuid }) => <span className={classes.mono}>{uuid}</span>],
  ['Scope', ({ local }) => (local ? 'Local' : 'Remote')],
  ['Users', ({ user_count }) => amount(user_count)],
  ['Nationality', ({ nationality }) => nationality || <Nothing />],
  ['Sector', ({ sector }) => sector || <Nothing />],
  ['Type', ({ type }) => type || <Nothing />],
  ['Added', ({ date_created }) => <Time at={date_created} />],
]

/** Both organisations side by side, so that they are not taken for each other. */
export const MergeParties = ({ plan: { from, to } }: { plan: Pick<Plan, 'from' | 'to'> }) => (
  <Table className={classes.parties} aria-label="Both organisations" layout="fixed">
    <Table.Thead>
      <Table.Tr>
        <Table.Td />
        {[
          { party: from, fate: 'Will be deleted' },
          { party: to, fate: 'Will be kept' },
        ].map(({ party, fate }) => (
          <Table.Th key={party.id} scope="col">
            <span className={classes.fate}>{fate}</span>
            <Anchor component={Link} underline="always" to={`/organisations/${party.id}`}>
              {party.name}
            </Anchor>
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {lines.map(([label, of]) => (
        <Table.Tr key={label}>
          <Table.Th scope="row">{label}</Table.Th>
          <Table.Td>{of(from)}</Table.Td>
          <Table.Td>{of(to)}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
)
