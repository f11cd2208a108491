import { Button, Group, Text } from '@mantine/core'
import { type UserSetting, type UserSettingName, userSettingTexts } from '@reeve/contract/people/userSettings'
import { useState } from 'react'
import { api } from '../../kit/client/client.ts'
import { tell } from '../../kit/feedback/toast.tsx'
import { useSaving } from '../../kit/feedback/useSaving.ts'
import { Time } from '../../kit/text/Time.tsx'
import { pathOf, UserSettingEditor } from './UserSettingEditor.tsx'
import classes from './userSettings.module.css'

type Props = { name: UserSettingName; found: UserSetting | undefined; whose: { user_id?: number }; mayChange: boolean }

/** Sets and resets a setting, each with an undo. */
const useWriting = ({ name, found, whose }: Props) => {
  const { save, act } = useSaving()
  const set = (value: unknown) => api.userSettings.set({ setting: name, value, ...whose })
  const unset = () => api.userSettings.unset({ setting: name, ...whose })
  const before = async () => {
    // A text is read as JSON, so what was a text before goes back as JSON too.
    await (found ? set(JSON.stringify(found.value)) : unset())
    tell(`${name} is restored.`)
  }
  return {
    save: (value: unknown) => save(() => set(value), `${name} is saved.`, before),
    reset: () => void act(unset, `${name} is reset.`, before),
  }
}

/** A homepage is read as the path that it is. */
const pathIn = ({ setting, value }: UserSetting) => (setting === 'homepage' ? pathOf(value) : '')

const Value = ({ found }: { found: UserSetting | undefined }) =>
  found ? (
    <>
      <pre className={classes.value} tabIndex={0}>
        {pathIn(found) || JSON.stringify(found.value, null, 2)}
      </pre>
      <Text size="sm" c="dimmed" mt={4}>
        Changed <Time at={found.timestamp} />
      </Text>
    </>
  ) : null

/** One setting of a user with its description, its value and the ways to change it. */
export const UserSettingLine = (props: Props) => {
  const { name, found, mayChange } = props
  const [editing, setEditing] = useState(false)
  const { save, reset } = useWriting(props)
  return (
    <li>
      <Group justify="space-between" align="flex-start" gap={12}>
        <span className={classes.name}>{name}</span>
        {mayChange && !editing && (
          <Group gap={6}>
            <Button size="compact-sm" variant="default" aria-label={`${found ? 'Change' : 'Set'} ${name}`} onClick={() => setEditing(true)}>
              {found ? 'Change' : 'Set'}
            </Button>
            {found && (
              <Button size="compact-sm" variant="default" aria-label={`Reset ${name}`} onClick={reset}>
                Reset
              </Button>
            )}
          </Group>
        )}
      </Group>
      <Text size="sm" c="dimmed" mt={4} mb={6}>
        {userSettingTexts[name].about}
        {!found && !editing && ' Not set.'}
      </Text>
      {editing ? (
        <UserSettingEditor name={name} value={found?.value} save={save} close={() => setEditing(false)} />
      ) : (
        <Value found={found} />
      )}
    </li>
  )
}
