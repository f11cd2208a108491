import { Button, Checkbox, Group, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core'
import { type undo, undoStates } from '@reeve/contract/audit/undo'
import type { Out } from '@reeve/contract/kernel/operation'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Row } from '../kit/client/client.ts'
import { confirm } from '../kit/feedback/confirm.tsx'
import { Mark, type Tone } from '../kit/feedback/Mark.tsx'
import { tell } from '../kit/feedback/toast.tsx'
import { useTry } from '../kit/feedback/useTry.ts'
import { counted, wordOf } from '../kit/text/format.ts'
import { Nothing } from '../resource/noun/Shown.tsx'
import classes from './undo.module.css'

type Plan = Out<typeof undo.plan>
type Field = Plan['fields'][number]

const tones: Record<Field['state'], Tone> = { restorable: 'plain', same: 'good', changed: 'look', kept: 'plain' }
const shown = (value: unknown) => wordOf(value) || <Nothing says="Empty" />
const open = ({ state }: Field) => state === 'restorable' || state === 'changed'

const FieldRow = ({ field, chosen, choose }: { field: Field; chosen: boolean; choose: (on: boolean) => void }) => (
  <Table.Tr>
    <Table.Td className={classes.pick}>
      {open(field) && (
        <Checkbox aria-label={`Revert ${field.field}`} checked={chosen} onChange={(event) => choose(event.currentTarget.checked)} />
      )}
    </Table.Td>
    <Table.Th scope="row">{field.field}</Table.Th>
    <Table.Td className={classes.value}>{shown(field.now)}</Table.Td>
    <Table.Td className={classes.value}>{field.state === 'kept' ? <Nothing says="Cannot be restored" /> : shown(field.before)}</Table.Td>
    <Table.Td>
      <Mark tone={tones[field.state]}>{undoStates[field.state]}</Mark>
    </Table.Td>
  </Table.Tr>
)

/** Each field with its value now and after reverting, and whether it was changed since. */
const Fields = ({ id, plan }: { id: number; plan: Plan }) => {
  const [left, leave] = useState<ReadonlySet<string>>(
    new Set(plan.fields.filter(({ state }) => state === 'changed').map(({ field }) => field)),
  )
  const { busy, attempt } = useTry()
  const wanted = plan.fields.filter((field) => open(field) && !left.has(field.field))
  const names = wanted.map(({ field }) => field)
  const overwrite = wanted.some(({ state }) => state === 'changed')
  const restore = () =>
    attempt(async () => {
      await api.undo.restore({ id, fields: names, overwrite })
      tell(`Reverted: ${names.join(', ')}.`)
    })
  const ask = () =>
    overwrite
      ? confirm({
          title: 'Overwrite later changes?',
          text: 'At least one of these fields was changed after this entry. Reverting overwrites the later change. The log keeps it.',
          verb: 'Overwrite',
          danger: true,
          act: restore,
        })
      : void restore()
  const choose = (name: string) => (on: boolean) => {
    const next = new Set(left)
    if (on) next.delete(name)
    else next.add(name)
    leave(next)
  }
  return (
    <>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label="Fields to revert">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                <VisuallyHidden>Selected</VisuallyHidden>
              </Table.Th>
              <Table.Th>Field</Table.Th>
              <Table.Th>Now</Table.Th>
              <Table.Th>After reverting</Table.Th>
              <Table.Th>State</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {plan.fields.map((field) => (
              <FieldRow key={field.field} field={field} chosen={!left.has(field.field)} choose={choose(field.field)} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Group>
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          disabled={names.length === 0}
          loading={busy}
          onClick={ask}
        >
          {`Revert ${counted(names.length, 'field')}`}
        </Button>
      </Group>
    </>
  )
}

const words = {
  add: { says: 'This entry added it. Reverting deletes it, under the same rules as deleting.', verb: 'Delete it again' },
  delete: {
    says: 'It is restored under its number with all fields that the log keeps. Auth keys and the password are not restored.',
    verb: 'Restore',
  },
} as const

const Whole = ({ id, plan, kind }: { id: number; plan: Plan; kind: 'add' | 'delete' }) => {
  const { busy, attempt } = useTry()
  const { says, verb } = words[kind]
  const act = () =>
    attempt(async () => {
      await api.undo.restore({ id })
      tell(kind === 'add' ? 'It is deleted.' : `It is restored as number ${plan.id}.`)
    })
  return (
    <>
      <Text>{says}</Text>
      <Group>
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          loading={busy}
          onClick={() => (kind === 'add' ? confirm({ title: `${verb}?`, text: says, verb, danger: true, act }) : void act())}
        >
          {verb}
        </Button>
      </Group>
    </>
  )
}

const undoable = new Set(['User', 'Organisation', 'Role'])

/** Reverts the change of a log entry, as a whole or field by field. Shows nothing for entries that cannot be reverted. */
export const UndoEntry = ({ row }: { row: Row }) => {
  const id = Number(row.id)
  const { data: plan } = useQuery({ ...api.undo.plan.query({ id }), enabled: undoable.has(String(row.model)), retry: false })
  if (!plan) return null
  return (
    <Stack component="section" gap="sm" mt="lg">
      <Title order={2}>Revert</Title>
      {plan.hindrance && <Text c="dimmed">{plan.hindrance}</Text>}
      {!plan.hindrance && plan.undoes === 'edit' && (
        <Fields id={id} plan={plan} key={plan.fields.map(({ field, state }) => field + state).join()} />
      )}
      {!plan.hindrance && plan.undoes !== 'edit' && <Whole id={id} plan={plan} kind={plan.undoes} />}
    </Stack>
  )
}
