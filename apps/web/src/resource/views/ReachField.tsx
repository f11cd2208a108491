import { Radio, Stack } from '@mantine/core'
import { useSession } from '../../kit/client/session.tsx'
import { wordOf } from '../../kit/text/format.ts'
import type { ControlProps } from '../noun/noun.tsx'
import { reachesOf, reachWords } from './reach.ts'

/** For whom a view is: those whom its owner may give it to. */
export const ReachField = ({
  label,
  help,
  value,
  error,
  onChange,
}: Pick<ControlProps, 'label' | 'help' | 'value' | 'error' | 'onChange'>) => {
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
