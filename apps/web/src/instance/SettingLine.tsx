import { ActionIcon, Group, Table, Tooltip, UnstyledButton } from '@mantine/core'
import type { SettingRow } from '@reeve/contract/instance/settings'
import type { Level } from '@reeve/contract/settings/entry'
import { isSettingName, settingOf } from '@reeve/contract/settings/settings'
import { IconAlertTriangle, IconCircleX, IconHistory, IconInfoCircle, IconPencil, IconRotate2 } from '@tabler/icons-react'
import { useState } from 'react'
import { api } from '../kit/client/client.ts'
import { useSaving } from '../kit/feedback/useSaving.ts'
import { wordOf } from '../kit/text/format.ts'
import { Nothing } from '../resource/noun/Shown.tsx'
import { SettingEditor } from './SettingEditor.tsx'
import classes from './settings.module.css'

const signs = { critical: IconCircleX, recommended: IconAlertTriangle, optional: IconInfoCircle, deprecated: IconInfoCircle } as const
const words: Record<Level, string> = { critical: 'Critical', recommended: 'Recommended', optional: 'Optional', deprecated: 'Deprecated' }
type Said = SettingRow['value']

/** What is wrong with a value before it is sent. */
const faultOf = (name: string, value: Said) => {
  if (!isSettingName(name)) return undefined
  const read = settingOf(name).type.safeParse(value)
  return read.success ? undefined : (read.error.issues[0]?.message ?? 'This is not valid.')
}

/** Saves and sets back, and offers to take either back; what was secret before nobody knows. */
const useWriting = (row: SettingRow) => {
  const { save, act } = useSaving()
  const write = (value: Said | null) => api.settings.edit({ id: row.name, value })
  const before = row.secret ? undefined : () => write(row.is_set ? row.value : null)
  return {
    save: async (value: Said) => faultOf(row.name, value) ?? (await save(() => write(value), `${row.name} is changed.`, before)),
    reset: () => void act(() => write(null), `${row.name} is back at its default.`, before),
  }
}

const Value = ({ row, edit }: { row: SettingRow; edit: () => void }) => {
  const said = typeof row.value === 'boolean' ? (row.value ? 'Yes' : 'No') : wordOf(row.value)
  return (
    <UnstyledButton className={classes.value} onClick={edit} data-row-link aria-label={`Change ${row.name}, now ${said || 'empty'}`}>
      <span className={typeof row.value === 'string' ? classes.mono : undefined}>{said || <Nothing says="Empty" />}</span>
      <IconPencil size={14} aria-hidden />
    </UnstyledButton>
  )
}

/** One setting: press its value to change it in place. */
export const SettingLine = ({ row, showHistory }: { row: SettingRow; showHistory: () => void }) => {
  const [editing, setEditing] = useState(false)
  const { save, reset } = useWriting(row)
  const Sign = signs[row.level]
  return (
    <Table.Tr className={classes.row} data-level={row.level} data-problem={Boolean(row.problem)}>
      <Table.Td>
        <span className={classes.level}>
          <Sign size={15} aria-hidden />
          {words[row.level]}
        </span>
      </Table.Td>
      <Table.Th scope="row" className={classes.mono}>
        {row.name.split(/(?<=[._])/).map((part) => [part, <wbr key={part} />])}
      </Table.Th>
      <Table.Td className={classes.valueCell}>
        {editing ? (
          <SettingEditor row={row} save={save} close={() => setEditing(false)} />
        ) : (
          <Group gap={4} wrap="nowrap">
            <Value row={row} edit={() => setEditing(true)} />
            {row.is_set && (
              <Tooltip label={`Back to the default: ${wordOf(row.default) || 'empty'}`}>
                <ActionIcon size="sm" aria-label={`Set ${row.name} back to its default`} onClick={reset}>
                  <IconRotate2 size={14} />
                </ActionIcon>
              </Tooltip>
            )}
            <Tooltip label="Who changed it">
              <ActionIcon size="sm" aria-label={`History of ${row.name}`} onClick={showHistory}>
                <IconHistory size={14} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </Table.Td>
      <Table.Td className={classes.about}>{row.about}</Table.Td>
      <Table.Td className={classes.problem}>{row.problem}</Table.Td>
    </Table.Tr>
  )
}
