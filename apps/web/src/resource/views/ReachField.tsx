import { Radio, Stack } from '@mantine/core'
import type { Actor } from '@reeve/contract/kernel/may'
import { mayShare, type Reach, reaches } from '@reeve/contract/people/savedViews'
import { useSession } from '../../kit/client/session.tsx'
import { wordOf } from '../../kit/text/format.ts'
import type { ControlProps } from '../noun/noun.tsx'

/** For whom a view is, in words. */
export const reachWords = (reach: Reach, org: string) =>
  ({ me: 'Only you', organisation: `Everybody in ${org}`, everyone: 'Everyone here' })[reach]
/** For whom an actor may make one. */
export const reachesOf = (actor: Actor) => reaches.filter((reach) => mayShare(actor, reach))

/** For whom a view is: those whom its owner may give it to. */
export const ReachField = ({ label, help, value, error, onChange }: Omit<ControlProps, 'id' | 'onBlur'>) => {
  const { actor } = useSession()
  return (
    <Radio.Group label={label} description={help} error={error} value={wordOf(value)} onChange={onChange}>
      <Stack gap={6} mt={6}>
        {reachesOf(actor).map((reach) => (
          <Radio key={reach} value={reach} label={reachWords(reach, actor.org)} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
