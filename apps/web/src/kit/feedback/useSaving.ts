import { Failure } from '@reeve/contract/inputs/failure'
import { useQueryClient } from '@tanstack/react-query'
import { refresh } from '../client/client.ts'
import { tell } from './toast.tsx'
import { useTry } from './useTry.ts'

type Write = () => Promise<unknown>

/**
 * Writes one value and offers to take that back.
 * `save` answers what is wrong with the value, to be told beside it; `act`, for what was not typed, tells what was refused.
 */
export const useSaving = () => {
  const queries = useQueryClient()
  const { attempt } = useTry()
  const told = (says: string, undo: Write | undefined) => tell(says, undo && (() => attempt(undo)))
  const act = (write: Write, says: string, undo?: Write) =>
    attempt(async () => {
      await write()
      told(says, undo)
    })
  const save = async (write: Write, says: string, undo?: Write) => {
    try {
      await write()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return error.fields.value?.[0] ?? error.message
    }
    await refresh(queries)
    told(says, undo)
    return undefined
  }
  return { save, act }
}
