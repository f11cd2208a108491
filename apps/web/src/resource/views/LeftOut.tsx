import { Alert, Button, Group, Text } from '@mantine/core'
import { infoOf } from '@reeve/contract/kernel/fields'
import type { Operation } from '@reeve/contract/kernel/operation'
import { mayShare, questionOf } from '@reeve/contract/people/savedViews'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useSearchParams } from 'react-router'
import { z } from 'zod'
import { useSession } from '../../kit/client/session.tsx'
import type { Noun } from '../noun/noun.tsx'
import type { ListState } from '../noun/useListState.ts'
import type { SavedViews } from './useSavedViews.ts'
import { useViewActions } from './useViewActions.ts'

/** What an address asks for that its list does not understand, in words. */
const leftOut = (list: Operation, params: URLSearchParams, state: ListState) => {
  const asked = new URLSearchParams(questionOf(params.toString()))
  return [...new Set(asked.keys())]
    .filter((key) => state[key] === undefined)
    .map((key) => {
      const schema: unknown = list.input.shape[key]
      const values = asked.getAll(key).join(', ')
      return schema instanceof z.ZodType ? `${infoOf(schema)?.label ?? key} “${values}”` : `“${key}”`
    })
}

/** A view that asks for what its list does not know any more opens all the same, and says what it went without. */
export const LeftOut = ({ noun, saved: { active, query }, state }: { noun: Noun; saved: SavedViews; state: ListState }) => {
  const [params] = useSearchParams()
  const { actor } = useSession()
  const { update } = useViewActions(noun, query)
  const words = active ? leftOut(noun.operations.list, params, state) : []
  if (!active || words.length === 0) return null
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} mb="sm" role="status">
      <Group justify="space-between" gap="sm">
        <Text>{`This list does not understand all of “${active.name}” any more. Left out: ${words.join('; ')}.`}</Text>
        {mayShare(actor, active.reach) && (
          <Button size="compact-sm" variant="default" onClick={() => void update(active)}>
            Update the view
          </Button>
        )}
      </Group>
    </Alert>
  )
}
