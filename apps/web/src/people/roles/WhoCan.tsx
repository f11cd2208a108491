import { Anchor, Select, Stack, Table, Text, Title } from '@mantine/core'
import { type Perm, perms } from '@reeve/contract/kernel/may'
import type { Out } from '@reeve/contract/kernel/operation'
import { roles } from '@reeve/contract/people/roles'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { api } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { Mark } from '../../kit/feedback/Mark.tsx'
import { NotIncluded } from '../../kit/feedback/NotIncluded.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { Crumb } from '../../kit/layout/Crumb.tsx'
import classes from '../../kit/layout/layout.module.css'
import { PageHead } from '../../kit/layout/PageHead.tsx'
import { counted } from '../../kit/text/format.ts'
import { permHelp, permLabel } from './permLabel.ts'

const wordsOf = (perm: Perm) => [permLabel(perm), permHelp(perm)].filter(Boolean).join(': ')
const isPerm = (said: string | null): said is Perm => perms.some((perm) => perm === said)

type Holders = Out<typeof roles.holders>

const Found = ({ holders }: { holders: Holders }) => (
  <>
    <section>
      <Title order={2}>{`Roles (${holders.roles.length})`}</Title>
      <ul>
        {holders.roles.map(({ id, name, users }) => (
          <li key={id}>
            <Anchor component={Link} underline="always" to={`/roles/${id}`}>
              {name}
            </Anchor>
            {`, ${counted(users, 'user')}`}
          </li>
        ))}
      </ul>
    </section>
    <section>
      <Title order={2} mb={6}>{`Users (${holders.total})`}</Title>
      {holders.users.length === 0 ? (
        <Text c="dimmed">None.</Text>
      ) : (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label="Users with this permission">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Email</Table.Th>
                <Table.Th>Organisation</Table.Th>
                <Table.Th>Role</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {holders.users.map(({ id, email, org, role, disabled }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <Anchor component={Link} to={`/users/${id}`}>
                      {email}
                    </Anchor>{' '}
                    {disabled && <Mark tone="look">Disabled</Mark>}
                  </Table.Td>
                  <Table.Td>{org}</Table.Td>
                  <Table.Td>{role}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {holders.total > holders.users.length && <Text c="dimmed" mt="sm">{`The first ${holders.users.length} are shown.`}</Text>}
    </section>
  </>
)

/** The roles and users that have a permission. */
export const WhoCan = () => {
  const may = useMay()
  const [params, setParams] = useSearchParams()
  const said = params.get('perm')
  const perm = isPerm(said) ? said : 'perm_site_admin'
  const allowed = may(roles.holders.allow)
  const { data, error, refetch } = useQuery({ ...api.roles.holders.query({ perm }), enabled: allowed })
  if (!allowed) return <NotIncluded>Only site admins and org admins see who has a permission.</NotIncluded>
  return (
    <Stack gap="lg" className={classes.form}>
      <div>
        <Crumb to="/roles">Roles</Crumb>
        <PageHead
          title="Who has a permission"
          about="The roles and users that have a permission. Site admins have all permissions."
          kept="who"
        />
      </div>
      <Select
        label="Permission"
        data={perms.map((one) => ({ value: one, label: wordsOf(one) }))}
        value={perm}
        onChange={(next) => next && setParams({ perm: next }, { replace: true })}
        allowDeselect={false}
        searchable
        maw={520}
      />
      {error && <ErrorState error={error} retry={refetch} />}
      {!data && !error && <FieldsSkeleton rows={4} />}
      {data && <Found holders={data} />}
    </Stack>
  )
}
