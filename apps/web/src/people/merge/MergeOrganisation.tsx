import { Anchor, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import type { Out } from '@reeve/contract/kernel/operation'
import { type Merge, merges } from '@reeve/contract/people/merges'
import { useQuery } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { api } from '../../kit/client/client.ts'
import { useMay } from '../../kit/client/session.tsx'
import { ErrorState } from '../../kit/feedback/ErrorState.tsx'
import { Mark } from '../../kit/feedback/Mark.tsx'
import { NotIncluded } from '../../kit/feedback/NotIncluded.tsx'
import { FieldsSkeleton } from '../../kit/feedback/skeletons.tsx'
import { useTry } from '../../kit/feedback/useTry.ts'
import { Crumb } from '../../kit/layout/Crumb.tsx'
import layout from '../../kit/layout/layout.module.css'
import { counted } from '../../kit/text/format.ts'
import { RefPicker } from '../../resource/form/RefPicker.tsx'
import { MergeParties } from './MergeParties.tsx'
import { MergeUndo } from './MergeUndo.tsx'
import { MovedRows } from './MovedRows.tsx'
import classes from './merge.module.css'

type Plan = Out<typeof merges.plan>

const Conflicts = ({ said }: { said: string[] }) =>
  said.length > 0 && (
    <Stack gap={6} component="section">
      <Title order={2}>Check before merging</Title>
      {said.map((text) => (
        <Group key={text} gap={8} wrap="nowrap" align="flex-start">
          <Mark tone="look">Note</Mark>
          <Text>{text}</Text>
        </Group>
      ))}
    </Stack>
  )

const Planned = ({ plan }: { plan: Plan }) => (
  <>
    <MergeParties plan={plan} />
    <Conflicts said={plan.conflicts} />
    <section>
      <Title order={2} mb={6}>
        {`Moves to ${plan.to.name}`}
      </Title>
      <MovedRows rows={plan.moves} />
      {plan.becomes.map(({ field, was, is }) => (
        <Text key={field}>
          {field === 'name' ? `${was} is renamed to ${is}.` : `${plan.to.name} becomes a local organisation, because it gets users.`}
        </Text>
      ))}
    </section>
    <section>
      <Title order={2} mb={6}>
        {`Still names ${plan.from.name}`}
      </Title>
      <dl className={classes.stays}>
        {[...Map.groupBy(plan.stays, ({ what }) => what)].map(([what, columns]) => [
          <dt key={what}>{what}</dt>,
          <dd key={`${what} why`}>{columns[0]?.why}</dd>,
        ])}
      </dl>
    </section>
  </>
)

const Doing = ({ plan, done }: { plan: Plan; done: (merge: Merge) => void }) => {
  const [said, say] = useState('')
  const { busy, attempt } = useTry()
  const { from, to, undoable_days } = plan
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    void attempt(async () => done(await api.merges.add({ from: from.id, to: to.id })))
  }
  return (
    <form onSubmit={submit} className={layout.narrow}>
      <Stack gap="sm">
        <Text>{`The merge happens completely or not at all. It can be undone for ${undoable_days} days.`}</Text>
        <TextInput
          label={`Type “${from.name}” to confirm`}
          value={said}
          onChange={(event) => say(event.currentTarget.value)}
          autoComplete="off"
        />
        <Group>
          <Button type="submit" color="red" loading={busy} disabled={said.trim() !== from.name}>
            {`Merge into ${to.name}`}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const Done = ({ merge }: { merge: Merge }) => (
  <Stack gap="md">
    <Title order={1}>{`${merge.org_name} is merged`}</Title>
    <Text>
      {counted(merge.moved, 'record')} moved to{' '}
      <Anchor component={Link} underline="always" to={`/organisations/${merge.target_org_id}`}>
        {merge.target_name}
      </Anchor>
      .
    </Text>
    <MergeUndo id={merge.id} name={merge.org_name} />
  </Stack>
)

const Choosing = ({ id, name, done }: { id: number; name: string; done: (merge: Merge) => void }) => {
  const [params, setParams] = useSearchParams()
  const to = Number(params.get('to') ?? 0)
  const plan = useQuery({ ...api.merges.plan.query({ from: id, to }), enabled: to > 0 && to !== id, retry: false })
  const choose = (next: number | null) => setParams(next ? { to: String(next) } : {}, { replace: true })
  return (
    <Stack gap="lg">
      <header>
        <Title order={1}>{`Merge ${name}`}</Title>
        <Text c="dimmed">{`All users and data of ${name} move to another organisation, and ${name} is deleted.`}</Text>
      </header>
      <div className={layout.narrow}>
        <RefPicker
          of="organisations"
          label="Merge into"
          value={to || null}
          onChange={choose}
          except={id}
          error={to === id ? 'An organisation cannot be merged into itself.' : undefined}
        />
      </div>
      {plan.error && <ErrorState error={plan.error} retry={plan.refetch} />}
      {plan.isLoading && <FieldsSkeleton />}
      {plan.data && (
        <>
          <Planned plan={plan.data} />
          <Doing plan={plan.data} done={done} />
        </>
      )}
    </Stack>
  )
}

/** Merges one organisation into another (people-data 3.3): target, plan, confirmation, result, undo. */
export const MergeOrganisation = () => {
  const { id = '' } = useParams()
  const may = useMay()
  const [done, setDone] = useState<Merge>()
  const { data, error, refetch } = useQuery({ ...api.organisations.view.query({ id }), enabled: done === undefined })
  if (!may(merges.add.allow)) return <NotIncluded>Only site admins merge organisations.</NotIncluded>
  if (done) return <Done merge={done} />
  if (error) return <ErrorState whole error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton />
  return (
    <div className={layout.form}>
      <Crumb to={`/organisations/${data.id}`}>{data.name}</Crumb>
      <Choosing id={data.id} name={data.name} done={setDone} />
    </div>
  )
}
