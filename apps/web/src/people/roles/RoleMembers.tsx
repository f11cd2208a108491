import { Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core'
import { roles } from '@reeve/contract/people/roles'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { api } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { NotIncluded } from '../../kit/feedback/NotIncluded.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { tell } from '../../kit/feedback/toast.tsx'
import { useTry } from '../../kit/feedback/useTry.ts'
import { Crumb } from '../../kit/layout/Crumb.tsx'
import classes from '../../kit/layout/layout.module.css'
import { counted } from '../../kit/text/format.ts'
import { RefPicker } from '../../resource/form/RefPicker.tsx'

type Role = { id: number; name: string; user_count: number }

const Moving = ({ role: { id, name, user_count } }: { role: Role }) => {
  const navigate = useNavigate()
  const [to, setTo] = useState<number | null>(null)
  const [deleting, setDeleting] = useState(false)
  const { busy, attempt } = useTry()
  const move = () =>
    attempt(async () => {
      if (to === null) return
      const { moved, deleted } = await api.roles.moveMembers({ id, to, then_delete: deleting })
      tell(`${counted(moved, 'user')} moved.${deleted ? ` ${name} is deleted.` : ''}`)
      await navigate(`/roles/${to}`)
    })
  return (
    <Stack gap="md" className={classes.narrow}>
      <Text>{`${counted(user_count, 'user')} ${user_count === 1 ? 'has' : 'have'} this role. All of them get another role at once, each with an entry in the log.`}</Text>
      <RefPicker of="roles" label="New role" value={to} onChange={setTo} required error={to === id ? 'Choose another role.' : undefined} />
      <Checkbox label={`Delete ${name} afterwards`} checked={deleting} onChange={(event) => setDeleting(event.currentTarget.checked)} />
      <Group>
        <Button color={deleting ? 'red' : undefined} loading={busy} disabled={to === null || to === id} onClick={() => void move()}>
          {deleting ? 'Move users and delete role' : 'Move users'}
        </Button>
      </Group>
    </Stack>
  )
}

/** Gives all users of a role another role. A role must have no users before it is deleted. */
export const RoleMembers = () => {
  const { id = '' } = useParams()
  const may = useMay()
  const { data, error, refetch } = useQuery(api.roles.view.query({ id }))
  if (!may(roles.moveMembers.allow)) return <NotIncluded>Only site admins move the users of a role.</NotIncluded>
  if (error) return <ErrorState whole error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton />
  return (
    <Stack gap="lg" className={classes.form}>
      <header>
        <Crumb to={`/roles/${data.id}`}>{data.name}</Crumb>
        <Title order={1}>{`Move users of ${data.name}`}</Title>
      </header>
      {data.user_count === 0 ? <Text>No user has this role. It can be deleted.</Text> : <Moving role={data} />}
    </Stack>
  )
}
