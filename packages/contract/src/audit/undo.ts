import { z } from 'zod'
import { Flag } from '../inputs/inputs.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'
import { Log } from './logs.ts'

/** How a field of a log row stands today. */
export const undoStates = {
  restorable: 'Unchanged since',
  same: 'Same as before',
  changed: 'Changed since',
  kept: 'Cannot be restored',
} as const
type State = keyof typeof undoStates
const states = ['restorable', 'same', 'changed', 'kept'] as const satisfies State[]

const undoOf = operationsOn('undo', { row: Log, one: Log, added: Log })

/** Taking back what a log row tells of a user, an organisation or a role, under the rights and rules of today. */
export const undo = {
  plan: undoOf.queryOne('plan', {
    summary: 'How the fields of a log entry stand today',
    allow: may.audit,
    input: {},
    output: z.object({
      noun: z.string(),
      id: z.number(),
      undoes: z.enum(['edit', 'add', 'delete']),
      hindrance: z.string().nullable().describe('Why nothing of it can be taken back.'),
      fields: z.array(
        z.object({
          field: z.string(),
          before: z.unknown(),
          after: z.unknown(),
          now: z.unknown(),
          state: z.enum(states),
        }),
      ),
    }),
  }),
  restore: undoOf.actOne('restore', {
    summary: 'Take back what a log entry tells',
    allow: may.audit,
    input: {
      fields: z.array(z.string().max(64)).min(1).max(100).optional().describe('Only these; all that the entry names otherwise.'),
      overwrite: Flag.default(false).describe('Also where it was changed since.'),
    },
    output: z.object({ id: z.number() }),
    stepUp: (_, { model }) => model !== 'Organisation',
  }),
  bringBack: undoOf.actOne('bringBack', {
    summary: 'Bring a deleted user, organisation or role back, with its id',
    allow: may.audit,
    input: {},
    output: z.object({ id: z.number() }),
    stepUp: true,
  }),
}
