import { Button, Group, Stack, TextInput } from '@mantine/core'
import { infoOf } from '@reeve/contract/kernel/fields'
import { type Reach, savedViews } from '@reeve/contract/people/savedViews'
import { type SyntheticEvent, useState } from 'react'
import { useSession } from '../../kit/client/session.tsx'
import { tellRefused } from '../../kit/feedback/fieldErrors.ts'
import { openDialog } from '../../kit/feedback/openDialog.ts'
import { ReachField } from './ReachField.tsx'
import { reachesOf } from './reach.ts'

export type Named = { name: string; reach: Reach }
type Props = { start: Named; verb: string; save: (said: Named) => Promise<unknown> }
const { name: nameField, reach: reachField } = savedViews.add.input.shape

const ViewForm = ({ start, verb, save, close }: Props & { close: () => void }) => {
  const { actor } = useSession()
  const [said, say] = useState(start)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault()
    const read = nameField.safeParse(said.name)
    if (!read.success) return setErrors({ name: read.error.issues[0]?.message ?? '' })
    setBusy(true)
    try {
      await save(said)
      close()
    } catch (error) {
      tellRefused(error, setErrors)
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <TextInput
          data-autofocus
          label="Name"
          value={said.name}
          onChange={(event) => say({ ...said, name: event.currentTarget.value })}
          error={errors.name}
          autoComplete="off"
        />
        {reachesOf(actor).length > 1 && (
          <ReachField
            label={infoOf(reachField)?.label ?? ''}
            help={infoOf(reachField)?.help}
            value={said.reach}
            error={errors.reach}
            onChange={(reach) => say({ ...said, reach: reachField.parse(reach) })}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Asks how a view is called and for whom it is. */
export const askForView = ({ title, ...form }: Props & { title: string }) =>
  openDialog({ title, children: (close) => <ViewForm {...form} close={close} /> })
