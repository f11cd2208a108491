import type { Operation } from '@reeve/contract/kernel/operation'
import type { z } from 'zod'
import type { ReadContext, WriteContext } from '../context.ts'
import { projectionOf } from '../kernel/lists/projection.ts'
import type { Rows } from './implement.ts'
import { type RestrictedFields, restrictedFieldsOf } from './restrictedFields.ts'
import { strictInput } from './strictInput.ts'

type Step = (ctx: ReadContext | WriteContext, ...args: unknown[]) => Promise<unknown>
type Find = (ctx: ReadContext, ...args: unknown[]) => Promise<{ name: string; input: object }>
/** An operation with all that answers it. */
export type RegistryEntry = {
  operation: Operation
  strict: z.ZodObject
  restrictedFields: RestrictedFields
  rows: Rows<unknown, object>
  /** The rows that `under` names. */
  parent: Rows<unknown, object> | undefined
  pick: (row: unknown) => unknown
  prepare: Step | undefined
  delegateTo: Find | undefined
  handle: Step
}

const stepsOf = (handler: Step | { prepare: Step; commit: Step } | { delegateTo: Find }) => {
  if ('commit' in handler) return { prepare: handler.prepare, delegateTo: undefined, handle: handler.commit }
  if ('delegateTo' in handler) return { prepare: undefined, delegateTo: handler.delegateTo, handle: async () => undefined }
  return { prepare: undefined, delegateTo: undefined, handle: handler }
}

const entryOf = (
  operation: Operation,
  { rows, parents }: Pick<Implementation, 'rows' | 'parents'>,
  handler: Step | { prepare: Step; commit: Step } | { delegateTo: Find },
): RegistryEntry => ({
  operation,
  strict: strictInput(operation.input),
  restrictedFields: restrictedFieldsOf(operation.input),
  pick: projectionOf(operation.output),
  rows: rows as Rows<unknown, object>,
  parent: operation.under && parents?.[operation.under.noun],
  ...stepsOf(handler),
})

export type Registry = ReadonlyMap<string, RegistryEntry>
/** What `implement` answers, for any noun. */
type Implementation = { operations: object; rows: object; handlers: object; parents?: Record<string, Rows<any, any>> | undefined }

/** Every operation by its name. Here the types of single operations end: what `implement` has proven for each is handled for all alike. */
export const registryOf = (implementations: Readonly<Record<string, Implementation>>): Registry =>
  new Map(
    Object.values(implementations).flatMap(({ operations, handlers, ...implementation }) =>
      Object.entries(operations as Record<string, Operation>).map(([key, operation]): [string, RegistryEntry] => {
        const handler = (handlers as Record<string, unknown>)[key] as Step | { prepare: Step; commit: Step } | { delegateTo: Find }
        return [operation.name, entryOf(operation, implementation, handler)]
      }),
    ),
  )
