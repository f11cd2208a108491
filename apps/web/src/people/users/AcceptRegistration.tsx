import { Anchor, Box, Button, Group, Stack, Text } from '@mantine/core'
import { Failure } from '@reeve/contract/inputs/failure'
import { registrations } from '@reeve/contract/people/registrations'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { z } from 'zod'
import { api, type Row, refresh, rowQuery } from '../../kit/client/client.ts'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { Crumb } from '../../kit/layout/Crumb.tsx'
import { type Fact, Facts } from '../../kit/layout/Facts.tsx'
import layout from '../../kit/layout/layout.module.css'
import { PageHead } from '../../kit/layout/PageHead.tsx'
import { wordOf } from '../../kit/text/format.ts'
import { Time } from '../../kit/text/Time.tsx'
import { Form } from '../../resource/form/Form.tsx'
import { formFieldsOf } from '../../resource/form/formValues.ts'
import { Code } from '../../resource/page/Code.tsx'
import page from '../../resource/page/page.module.css'

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
      <Text>The password works once the mail server accepts the mail. Mails shows the delivery.</Text>
    ) : (
      <>
        <Text>
          This temporary password is shown only once. Pass it on over a channel you trust. It must be changed at the first sign-in.
        </Text>
        <Code label="Temporary password">{password}</Code>
      </>
    )}
    <Group>
      <Button component={Link} to={`/users/${user_id}`}>
        Show the user
      </Button>
      <Button component={Link} to="/registrations" variant="default">
        Back to registrations
      </Button>
    </Group>
  </Stack>
)

/** The details of the request. */
const saidIn = (row: Row): Fact[] => [
  ['Message', wordOf(row.comment)],
  ['Asks for', z.array(z.string()).parse(row.custom_perms).join(', ')],
  ['PGP key', row.pgp ? 'Attached. It becomes the key of the user.' : null],
  ['Asked', <Time key="asked" at={wordOf(row.timestamp)} />],
  ['From', wordOf(row.ip)],
]

/** The organisation that the request names, if it exists here. */
const useNamed = (row: Row | undefined) => {
  const [uuid, name] = [wordOf(row?.org_uuid).toLowerCase(), wordOf(row?.org_name)]
  const { data, isFetched } = useQuery({
    ...api.organisations.list.query({ search: uuid || name, limit: 50 }),
    enabled: Boolean(uuid || name),
  })
  const named = data?.rows.find((one) => (uuid ? one.uuid === uuid : one.name.toLowerCase() === name.toLowerCase()))
  return { named, known: row !== undefined && (isFetched || !(uuid || name)) }
}

const about = (row: Row, named: { name: string } | undefined, id: string) => {
  const said = { name: wordOf(row.org_name), uuid: wordOf(row.org_uuid) }
  const name = said.name || said.uuid
  if (!name) return 'No organisation was named.'
  if (named) return `Asks to join “${named.name}”. This is not verified: check it before you accept.`
  return (
    <>
      {`Asks to join “${name}”, an organisation that is not known here. `}
      <Anchor component={Link} to={`/organisations/add?${new URLSearchParams({ ...said, back: `/registrations/${id}/accept` })}`}>
        Add the organisation first
      </Anchor>
    </>
  )
}

/** Accepts a registration: sets the organisation and the role of the new user. */
export const AcceptRegistration = () => {
  const { id = '' } = useParams()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [made, setMade] = useState<Made>()
  const { data: row, error, refetch } = useQuery({ ...rowQuery(registrations.view, { id }), enabled: !made })
  const leave = useCallback(() => (made ? undefined : void navigate('/registrations')), [navigate, made])
  const { named, known } = useNamed(row)
  const org_id = named?.id
  const start = useMemo(() => ({ org_id }), [org_id])
  const save = async (said: Row) => {
    const { results } = await api.registrations.accept({
      ids: [Number(id)],
      org_id: Number(said.org_id),
      ...(said.role_id ? { role_id: Number(said.role_id) } : {}),
      notify: said.notify === true,
    })
    const [one] = results
    if (!one?.done || one.user_id === null) throw new Failure('conflict', one?.message ?? 'This request has been answered already.')
    setMade({ email: one.email, user_id: one.user_id, message: one.message, password: one.password })
    void refresh(queries)
  }
  if (made) return <Added {...made} />
  if (error) return <ErrorState whole error={error} retry={refetch} />
  if (!row || !known) return <FieldsSkeleton />
  return (
    <div className={layout.record}>
      <Crumb to="/registrations">Registrations</Crumb>
      <PageHead title={`Accept ${wordOf(row.email)}`} about={about(row, named, id)} />
      <Box mb="lg">
        <Facts className={page.fields} facts={saidIn(row)} />
      </Box>
      <Form fields={fields} row={start} adding verb="Add user" save={save} leave={leave} />
    </div>
  )
}
