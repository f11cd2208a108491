import type { Operation } from '@reeve/contract/kernel/operation'
import { change, type Row } from '../client/client.ts'
import { tell } from './toast.tsx'
import { useTry } from './useTry.ts'

/** Does what answers with a count, tells how it went, and asks again for what is on screen. */
export const useCounted = () => {
  const { attempt } = useTry()
  return (operation: Operation, input: Row, done: string | ((count: number) => string)) =>
    attempt(async () => {
      const { count } = await change(operation, input)
      tell(typeof done === 'string' ? done : done(Number(count)))
    })
}
