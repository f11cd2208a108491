import type { Operation } from '@reeve/contract/kernel/operation'
import type { z } from 'zod'
import { implementations } from '../implementations.ts'
import { pickerOf } from '../kernel/projection.ts'
import type { ReadCtx, Rows, WriteCtx } from './implement.ts'
import { type Guarded, guardedOf } from './restrictedFields.ts'

type Step = (ctx: ReadCtx | WriteCtx, ...args: unknown[]) => Promise<unknown>
type Find = (ctx: ReadCtx, ...args: unknown[]) => Promise<{ name: string; input: object }>
/** An operation with all that answers it. */
export type Known = {
  operation: Operation
  strict: z.ZodObject
  guarded: Guarded
  rows: Rows<unknown, object>
  pick: (row: unknown) => unknown
  prepare: Step | undefined
  instead: Find | undefined
  handle: Step
}

const stepsOf = (handler: Step | { prepare: Step; commit: Step } | { instead: Find }) => {
  if ('commit' in handler) return { prepare: handler.prepare, instead: undefined, handle: handler.commit }
  if ('instead' in handler) return { prepare: undefined, instead: handler.instead, handle: async () => undefined }
  return { prepare: undefined, instead: undefined, handle: handler }
}

// Here the types of single operations end: what `implement` has proven for each is from now on handled for all alike.
export const known = new Map<string, Known>(
  Object.values(implementations).flatMap(({ operations, rows, handlers }) =>
    Object.entries(operations as Record<string, Operation>).map(([key, operation]): [string, Known] => {
      const handler = (handlers as Record<string, unknown>)[key] as Step | { prepare: Step; commit: Step } | { instead: Find }
      return [
        operation.name,
        {
          operation,
          strict: operation.input.strict(),
          guarded: guardedOf(operation.input),
          pick: pickerOf(operation.output),
          rows: rows as unknown as Rows<unknown, object>,
          ...stepsOf(handler),
        },
      ]
    }),
  ),
)
