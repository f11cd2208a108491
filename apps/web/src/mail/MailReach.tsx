import { Anchor, Button, Group, Switch, Table } from '@mantine/core'
import type { Reach } from '@reeve/contract/people/userMail'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { api } from '../kit/client/client.ts'
import { Empty } from '../kit/feedback/Empty.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { Mark, type Tone } from '../kit/feedback/Mark.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { Time } from '../kit/text/Time.tsx'

const states: Record<Reach['state'], { tone: Tone; label: string }> = {
  none: { tone: 'plain', label: 'No key' },
  unreadable: { tone: 'wrong', label: 'Unreadable' },
  valid: { tone: 'good', label: 'Valid' },
  expired: { tone: 'wrong', label: 'Expired' },
  signOnly: { tone: 'wrong', label: 'Cannot encrypt' },
  revoked: { tone: 'wrong', label: 'Revoked' },
}

const Line = ({ id, email, state, expires, problem, obstacle }: Reach) => (
  <Table.Tr>
    <Table.Th scope="row">
      <Anchor component={Link} to={`/users/${id}`}>
        {email}
      </Anchor>
    </Table.Th>
    <Table.Td>
      <Mark tone={states[state].tone}>{states[state].label}</Mark>
    </Table.Td>
    <Table.Td>{state !== 'none' && (expires ? <Time at={expires} /> : 'Never')}</Table.Td>
    <Table.Td>{obstacle ?? problem ?? 'None'}</Table.Td>
  </Table.Tr>
)

const Lines = ({ rows }: { rows: Reach[] }) => (
  <Table.ScrollContainer minWidth={640}>
    <Table>
      <Table.Thead>
        <Table.Tr>
          {['User', 'Key', 'Key expires', 'Problem'].map((label) => (
            <Table.Th key={label} scope="col">
              {label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Line key={row.id} {...row} />
        ))}
      </Table.Tbody>
    </Table>
  </Table.ScrollContainer>
)

/** The users that Reeve cannot mail, and why. Every key is checked when the page is opened. */
export const MailReach = () => {
  const [all, setAll] = useState(false)
  const [after, setAfter] = useState<number>()
  const asked = { all, ...(after && { after }) }
  const { data, error, refetch } = useQuery({ ...api.userMail.reach.query(asked), placeholderData: keepPreviousData })
  return (
    <>
      <PageHead
        title="Who can be mailed"
        about="Users whose key does not work, or who cannot be mailed under the mail settings of this instance."
        kept="reach"
      >
        <Switch
          label="Show users without a problem"
          checked={all}
          onChange={(event) => {
            setAll(event.currentTarget.checked)
            setAfter(undefined)
          }}
        />
      </PageHead>
      {error && <ErrorState error={error} retry={refetch} />}
      {!data && !error && <FieldsSkeleton rows={4} />}
      {data && data.rows.length > 0 && <Lines rows={data.rows} />}
      {data && data.rows.length === 0 && (
        <Empty title="All users can be mailed">No key has a problem, and the mail settings exclude no account.</Empty>
      )}
      <Group mt="md">
        {after !== undefined && (
          <Button variant="default" onClick={() => setAfter(undefined)}>
            First users
          </Button>
        )}
        {data?.next && (
          <Button variant="default" onClick={() => setAfter(data.next ?? undefined)}>
            Next users
          </Button>
        )}
      </Group>
    </>
  )
}
