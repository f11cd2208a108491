import { Radio, Select, Stack, Table, Text, Title } from '@mantine/core'
import { infoOf } from '@reeve/contract/kernel/fields'
import { isSiteAdmin } from '@reeve/contract/kernel/may'
import { delimiters, importable, mostPasswords } from '@reeve/contract/people/userImport'
import { UserInput } from '@reeve/contract/people/userInputs'
import { userMail } from '@reeve/contract/people/userMail'
import { useMay, useSession } from '../../kit/client/session.tsx'
import { amount } from '../../kit/text/format.ts'
import { RefPicker } from '../../resource/form/RefPicker.tsx'
import classes from './import.module.css'
import type { Asking, Done } from './useImport.ts'

type Field = (typeof importable.options)[number]
/** How a field is called here. */
export const labelOf = (field: Field) => infoOf(UserInput.shape[field])?.label ?? field.replaceAll('_', ' ')
const fields = importable.options.map((value) => ({ value, label: labelOf(value) }))
const names: Record<(typeof delimiters)[number], string> = { ',': 'Commas', ';': 'Semicolons', '\t': 'Tabs' }
const passwords = [
  { value: 'none', label: 'None', description: 'Users cannot sign in until an admin sets or mails a password.' },
  {
    value: 'shown',
    label: 'Temporary ones, shown here once',
    description: `At most ${amount(mostPasswords)}. Each must be changed at the first sign-in.`,
  },
  {
    value: 'mailed',
    label: 'A welcome by mail, with a temporary one',
    description: 'Sent after the import to accounts that are not disabled.',
  },
] as const

type Props = { tried: Done; asking: Asking; change: (more: Asking) => void }

const Columns = ({ tried, change }: Props) => {
  const mapped = (header: string, field: string | null) =>
    change({
      mapping: {
        ...Object.fromEntries(tried.columns.map((column) => [column.header, column.field ?? ('' as const)])),
        [header]: importable.options.find((one) => one === field) ?? '',
      },
    })
  return (
    <Table aria-label="Columns of the file" className={classes.columns}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Heading</Table.Th>
          <Table.Th scope="col" className={classes.sample}>
            First rows
          </Table.Th>
          <Table.Th scope="col">Field</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tried.columns.map(({ header, field, sample }, at) => (
          <Table.Tr key={`${at} ${header}`}>
            <Table.Th scope="row">{header || `(column ${at + 1})`}</Table.Th>
            <Table.Td className={classes.sample}>{sample.filter(Boolean).join(' · ')}</Table.Td>
            <Table.Td>
              <Select
                aria-label={`${header || `Column ${at + 1}`} stands for`}
                data={fields}
                value={field}
                placeholder="Not used"
                searchable
                clearable
                clearButtonProps={{ 'aria-label': `Do not use ${header}` }}
                onChange={(next) => mapped(header, next)}
              />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

const Otherwise = ({ asking, change }: Props) => {
  const { actor } = useSession()
  const may = useMay()
  const offered = may(userMail.resetPassword.allow) ? passwords : passwords.filter(({ value }) => value !== 'mailed')
  return (
    <div className={classes.choices}>
      <Stack gap="sm">
        {isSiteAdmin(actor) && (
          <RefPicker
            of="organisations"
            label="Organisation of rows that name none"
            help="Empty: your own."
            value={asking.org_id}
            onChange={(org_id) => change({ org_id: org_id ?? undefined })}
          />
        )}
        <RefPicker
          of="roles"
          label="Role of rows that name none"
          help="Empty: the default role."
          value={asking.role_id}
          onChange={(role_id) => change({ role_id: role_id ?? undefined })}
        />
      </Stack>
      <Radio.Group
        label="Passwords of rows that bring none"
        value={asking.passwords ?? 'none'}
        onChange={(said) => change({ passwords: passwords.find(({ value }) => value === said)?.value })}
      >
        <Stack gap={8} mt={6}>
          {offered.map((one) => (
            <Radio key={one.value} {...one} />
          ))}
        </Stack>
      </Radio.Group>
    </div>
  )
}

/** What each column stands for, and what holds where the file says nothing. */
export const ImportColumns = (props: Props) => {
  const { tried, change } = props
  const unused = tried.columns.filter(({ field }) => field === null).length
  return (
    <section className={classes.step}>
      <Title order={2}>2. Columns</Title>
      {tried.delimiter && (
        <Select
          label="Cells are separated by"
          className={classes.short}
          data={delimiters.map((value) => ({ value, label: names[value] }))}
          value={tried.delimiter}
          allowDeselect={false}
          onChange={(said) => change({ delimiter: delimiters.find((one) => one === said), mapping: undefined })}
        />
      )}
      <Columns {...props} />
      {unused > 0 && <Text c="dimmed">{`${unused === 1 ? 'One column is' : `${unused} columns are`} not used.`}</Text>}
      <Otherwise {...props} />
    </section>
  )
}
