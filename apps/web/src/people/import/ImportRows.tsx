import { Anchor, Button, Group, Table, Text } from '@mantine/core'
import { importable } from '@reeve/contract/people/userImport'
import { IconDownload } from '@tabler/icons-react'
import { Link } from 'react-router'
import { Mark } from '../../kit/feedback/Mark.tsx'
import { downloadCsv } from '../../kit/files/downloadCsv.ts'
import { amount } from '../../kit/text/format.ts'
import { labelOf } from './ImportColumns.tsx'
import classes from './import.module.css'
import type { Done } from './useImport.ts'

type Row = Done['rows'][number]
const most = 200
const fieldLabel = (name: string) => {
  const field = importable.options.find((one) => one === name)
  return field ? `${labelOf(field)}: ` : ''
}
/** Nobody should have to scroll for what is wrong. */
const wrongFirst = (rows: readonly Row[]) => [...rows].sort((a, b) => Math.min(b.problems.length, 1) - Math.min(a.problems.length, 1))

/** While others are wrong, what is right will not be added either. */
const fineOf = (user_id: number | null, held: boolean) => {
  if (user_id !== null) return <Mark tone="good">Added</Mark>
  return <Mark tone="plain">{held ? 'No problem' : 'Will be added'}</Mark>
}
const Fate = ({ row: { user_id, problems }, held }: { row: Row; held: boolean }) => {
  if (problems.length === 0) return fineOf(user_id, held)
  return (
    <ul className={classes.problems} data-wrong>
      {problems.map(({ field, message }) => (
        <li key={field + message}>{fieldLabel(field) + message}</li>
      ))}
    </ul>
  )
}

const problemsCsv = (rows: readonly Row[]) =>
  downloadCsv('import-problems.csv', [
    ['line', 'email', 'field', 'problem'],
    ...rows.flatMap(({ line, email, problems }) =>
      problems.map(({ field, message }) => [line, email, field === '_' ? '' : field, message]),
    ),
  ])

const Line = ({ row, secret, held }: { row: Row; secret: boolean; held: boolean }) => (
  <Table.Tr>
    <Table.Td ta="right">{row.line}</Table.Td>
    <Table.Th scope="row">
      {row.user_id === null ? (
        row.email || '(none)'
      ) : (
        <Anchor component={Link} to={`/users/${row.user_id}`}>
          {row.email}
        </Anchor>
      )}
    </Table.Th>
    <Table.Td className={classes.wide}>{row.org}</Table.Td>
    <Table.Td className={classes.wide}>{row.role}</Table.Td>
    {secret && <Table.Td className={classes.secret}>{row.password ?? 'From the file'}</Table.Td>}
    <Table.Td>
      <Fate row={row} held={held} />
    </Table.Td>
  </Table.Tr>
)

/** Row by row what would become of it or became of it, with what is wrong first. */
export const ImportRows = ({ answer: { rows, failed } }: { answer: Done }) => {
  const secret = rows.some(({ password }) => password !== null)
  const shown = wrongFirst(rows).slice(0, most)
  return (
    <>
      <Table.ScrollContainer minWidth={340} type="native" className={classes.rows} tabIndex={0} role="region" aria-label="Row by row">
        <Table aria-label="Rows of the file">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col" ta="right">
                Line
              </Table.Th>
              <Table.Th scope="col">Email</Table.Th>
              <Table.Th scope="col" className={classes.wide}>
                Organisation
              </Table.Th>
              <Table.Th scope="col" className={classes.wide}>
                Role
              </Table.Th>
              {secret && <Table.Th scope="col">Temporary password</Table.Th>}
              <Table.Th scope="col">Outcome</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((row) => (
              <Line key={row.line} row={row} secret={secret} held={failed > 0} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group justify="space-between">
        <Text c="dimmed">{rows.length > most ? `The first ${most} of ${amount(rows.length)} rows.` : ''}</Text>
        {failed > 0 && (
          <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => problemsCsv(rows)}>
            Download problems
          </Button>
        )}
      </Group>
    </>
  )
}
