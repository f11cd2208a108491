import { Failure } from '@reeve/contract/failure'
import type { Operation } from '@reeve/contract/operation'
import { useQueryClient } from '@tanstack/react-query'
import { change, type Row, refresh } from '../client.ts'
import { tell, tellFailure } from '../kit/toast.tsx'

/** Does it, tells how it went, and asks again for what is on screen. */
export const useWorkerActions = () => {
  const queries = useQueryClient()
  return async (operation: Operation, input: Row, done: string | ((count: number) => string)) => {
    try {
      const { count } = await change(operation, input)
      tell(typeof done === 'string' ? done : done(Number(count)))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      tellFailure(error)
    }
    await refresh(queries)
  }
}
