import { SegmentedControl, TextInput } from '@mantine/core'
import type { SettingRow } from '@reeve/contract/instance/settings'
import { useState } from 'react'
import { EditInPlace } from '../kit/layout/EditInPlace.tsx'
import { wordOf } from '../kit/text/format.ts'
import classes from './settings.module.css'

type Said = SettingRow['value']
type Props = { row: SettingRow; save: (value: Said) => Promise<string | undefined>; close: () => void }

/** The value of a setting of this instance, in the control of its type. */
export const SettingEditor = ({ row, save, close }: Props) => {
  const flag = row.type === 'boolean'
  const [text, setText] = useState(flag ? wordOf(row.value === true) : row.secret ? '' : wordOf(row.value))
  const value = () => (flag ? text === 'true' : row.type === 'numeric' ? Number(text) : text)
  return (
    <EditInPlace size="compact-xs" className={classes.editor} save={() => save(value())} close={close}>
      {(fault) =>
        flag ? (
          <>
            <SegmentedControl
              aria-label={row.name}
              size="xs"
              value={text}
              onChange={setText}
              data={[
                { value: 'true', label: 'Yes' },
                { value: 'false', label: 'No' },
              ]}
            />
            {fault && (
              <p role="alert" className={classes.fault}>
                {fault}
              </p>
            )}
          </>
        ) : (
          <TextInput
            aria-label={row.name}
            size="xs"
            type={row.secret ? 'password' : 'text'}
            autoComplete="off"
            autoFocus
            value={text}
            error={fault}
            onChange={(event) => setText(event.currentTarget.value)}
            inputMode={row.type === 'numeric' ? 'numeric' : 'text'}
          />
        )
      }
    </EditInPlace>
  )
}
