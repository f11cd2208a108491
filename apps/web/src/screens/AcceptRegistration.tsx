import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Failure } from '@reeve/contract/failure'
import { registrations } from '@reeve/contract/resources/registrations'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { api, type Row, refresh, rowQuery } from '../client.ts'
import { ErrorState } from '../kit/ErrorState.tsx'
import { Form } from '../kit/Form.tsx'
import { formFieldsOf } from '../kit/formValues.ts'
import { FieldsSkeleton } from '../kit/skeletons.tsx'
import { wordOf } from '../kit/words.ts'
import { Code } from '../resource/Code.tsx'
import { PageHead } from '../resource/PageHead.tsx'
import classes from '../resource/resource.module.css'

const fields = formFieldsOf(
  registrations.accept.input,
  () => true,
  () => true,
)
type Made = { email: string; user_id: number; message: string; password: string | null }

const Added = ({ email, user_id, message, password }: Made) => (
  <Stack>
    <PageHead title={email} about={message} />
    {password === null ? (
      <Text>It holds as soon as the mail is accepted; the Mails page shows what becomes of it.</Text>
    ) : (
      <>
        <Text>This temporary password is shown this once. It must be changed at the first sign-in; hand it over by a way you trust.</Text>
        <Code label="Temporary password">{password}</Code>
      </>
    )}
    <Group>
      <Button component={Link} to={`/users/${user_id}`}>
        Show the user
      </Button>
      <Button component={Link} to="/registrations" variant="default">
        Back to the registrations
      </Button>
    </Group>
  </Stack>
)

/** Where somebody who asked for an account belongs, and what he may do. */
export const AcceptRegistration = () => {
  const { id = '' } = useParams()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [made, setMade] = useState<Made>()
  const { data: row, error, refetch } = useQuery({ ...rowQuery(registrations.view, { id }), enabled: !made })
  const leave = useCallback(() => (made ? undefined : void navigate('/registrations')), [navigate, made])
  const empty = useMemo(() => ({}), [])
  const save = async (said: Row) => {
    const { results } = await api.registrations.accept({
      ids: [Number(id)],
      org_id: Number(said.org_id),
      ...(said.role_id ? { role_id: Number(said.role_id) } : {}),
      welcome: said.welcome === true,
    })
    const [one] = results
    if (!one?.done || one.user_id === null) throw new Failure('conflict', one?.message ?? 'This request has been answered already.')
    setMade({ email: one.email, user_id: one.user_id, message: one.message, password: one.password })
    void refresh(queries)
  }
  if (made) return <Added {...made} />
  if (error) return <ErrorState whole error={error} retry={refetch} />
  if (!row) return <FieldsSkeleton />
  return (
    <div className={classes.page}>
      <Text size="sm" mb={4}>
        <Anchor component={Link} to="/registrations">
          Registrations
        </Anchor>
      </Text>
      <PageHead
        title={`Accept ${wordOf(row.email)}`}
        about={row.org_name ? `Asked for a place in “${wordOf(row.org_name)}”.` : 'Named no organisation.'}
      />
      <Form fields={fields} row={empty} adding verb="Add user" save={save} leave={leave} />
    </div>
  )
}
