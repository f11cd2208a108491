import { Button, Group, NumberInput, Switch, Table, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type RetentionClass, retentionClasses } from '@reeve/contract/audit/logs'
import { type SettingRow, settingsOperations } from '@reeve/contract/instance/settings'
import { each } from '@reeve/contract/kernel/fields'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, change, refresh } from '../kit/client/client.ts'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton, TableSkeleton } from '../kit/feedback/skeletons.tsx'
import { tell, tellFailure } from '../kit/feedback/toast.tsx'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { amount, counted } from '../kit/text/format.ts'
import type { Noun } from '../resource/noun/noun.tsx'
import classes from './retention.module.css'

const words: Record<RetentionClass, [label: string, about: string]> = {
  auth: ['Sign-in', 'Sign-ins, sign-outs, refused keys and passwords, uses of keys.'],
  request: ['Requests in the log', 'The log entry that each recorded request leaves.'],
  email: ['Mail', 'Mails that were sent.'],
  settings: ['Settings', 'Changes of settings, updates, cleanups.'],
  data: ['Data changes', 'Changes of users, organisations, roles, keys and events. A change can be undone for 30 days.'],
  access: ['Access log', 'Recorded requests with their bodies and database queries.'],
}
const settingOf = (one: RetentionClass) => `Logs.retention_days_${one}`
type Days = Record<RetentionClass, number>
const sizeOf = (bytes: number) => (bytes < 1_048_576 ? 'less than 1 MB' : `${amount(Math.round(bytes / 1_048_576))} MB`)

const Preview = ({ days }: { days: Days }) => {
  const [settled] = useDebouncedValue(days, 300)
  const { data, error, refetch } = useQuery({ ...api.logs.retention.query(settled), placeholderData: keepPreviousData })
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <TableSkeleton />
  const rows = data.reduce((sum, { going }) => sum + going, 0)
  const bytes = data.reduce((sum, one) => sum + one.bytes, 0)
  return (
    <section>
      <Title order={2} mt="lg" mb={6}>
        Deleted at the next run
      </Title>
      {data.length === 0 ? (
        <Text>Nothing. No month is old enough yet, or everything is kept forever.</Text>
      ) : (
        <>
          <Text mb="sm">{`About ${amount(rows)} entries of ${counted(data.length, 'month')}. This frees ${sizeOf(bytes)}.`}</Text>
          <Table aria-label="Deleted at the next run">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Month</Table.Th>
                <Table.Th>Class</Table.Th>
                <Table.Th ta="right">Will be deleted</Table.Th>
                <Table.Th ta="right">Will be kept</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map(({ name, from, classes: going, going: gone, staying }) => (
                <Table.Tr key={name}>
                  <Table.Td>{from.slice(0, 7)}</Table.Td>
                  <Table.Td>{going.map((one) => words[one][0]).join(', ')}</Table.Td>
                  <Table.Td ta="right">{amount(gone)}</Table.Td>
                  <Table.Td ta="right">{amount(staying)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </section>
  )
}

/** Saves the changed settings one by one and stops at the first that is refused. */
const useSave = (stored: ReadonlyMap<string, unknown>) => {
  const queries = useQueryClient()
  return async (wanted: Record<string, number | boolean>) => {
    try {
      for (const [id, value] of Object.entries(wanted)) if (stored.get(id) !== value) await change(settingsOperations.edit, { id, value })
      tell('Saved. The daily run uses these values.')
    } catch (error) {
      if (error instanceof Error) tellFailure(error)
    }
    await refresh(queries)
  }
}

const Keeping = ({ rows }: { rows: readonly SettingRow[] }) => {
  const stored = new Map<string, unknown>(rows.map(({ name, value }) => [name, value]))
  const read = (one: RetentionClass) => Number(stored.get(settingOf(one)) ?? 0)
  const [days, setDays] = useState<Days>(each(retentionClasses, read))
  const [archived, setArchived] = useState(stored.get('Logs.archive') !== false)
  const save = useSave(stored)
  const changed = archived !== (stored.get('Logs.archive') !== false) || retentionClasses.some((one) => days[one] !== read(one))
  const wanted = Object.fromEntries(retentionClasses.map((one) => [settingOf(one), days[one]]))
  return (
    <>
      <div className={classes.keeping}>
        {retentionClasses.map((one) => (
          <NumberInput
            key={one}
            label={words[one][0]}
            description={words[one][1]}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            suffix={days[one] === 0 ? ' (forever)' : days[one] === 1 ? ' day' : ' days'}
            min={0}
            max={36_500}
            allowDecimal={false}
            value={days[one]}
            onChange={(value) => setDays({ ...days, [one]: Math.max(0, Math.floor(Number(value) || 0)) })}
          />
        ))}
      </div>
      <Switch
        mt="md"
        label="Archive before deleting: write the entries to a compressed file in the data folder (archive/)"
        checked={archived}
        onChange={(event) => setArchived(event.currentTarget.checked)}
      />
      <Group mt="md">
        <Button disabled={!changed} onClick={() => void save({ ...wanted, 'Logs.archive': archived })}>
          Save
        </Button>
      </Group>
      <Preview days={days} />
    </>
  )
}

/** How long log entries of each class are kept, and what the next run deletes (operations 5.12). */
export const Retention = ({ noun }: { noun: Noun }) => {
  const { data, error, refetch } = useQuery(api.settings.list.query({ search: 'Logs.', limit: 100 }))
  return (
    <>
      <PageHead title={noun.many} about={noun.about} kept={noun.noun} />
      {error && <ErrorState error={error} retry={refetch} />}
      {!data && !error && <FieldsSkeleton rows={6} />}
      {data && <Keeping rows={data.rows} />}
    </>
  )
}
