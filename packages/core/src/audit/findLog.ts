import type { Actor } from '@reeve/contract/kernel/may'
import type { Prisma } from '../../generated/client.ts'
import type { Read } from '../database/db.ts'
import type { LogRow } from './data/walk.ts'
import { readBy, seen, shieldOf } from './shield.ts'

const fieldsOf = (value: Prisma.JsonValue) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null)

/** The rows that an actor sees: see `seenBy`, which says the same for searches. */
export const logScope = (actor: Actor): Prisma.LogWhereInput => {
  const org_id = seen(actor)
  return org_id === undefined ? {} : { org_id, OR: [{ subject_org_id: null }, { subject_org_id: org_id }] }
}

/** One log row as the actor reads it, or null. */
export const findLog = async (read: Read, where: Prisma.LogWhereInput, actor: Actor): Promise<LogRow | null> => {
  const row = await read.log.findFirst({ where })
  if (!row) return null
  const { id, model_id, event_id, before, after, ...rest } = row
  const numbers = { id: Number(id), model_id: Number(model_id), event_id: event_id === null ? null : Number(event_id) }
  return readBy(await shieldOf(read, actor))({ ...rest, ...numbers, before: fieldsOf(before), after: fieldsOf(after) })
}
