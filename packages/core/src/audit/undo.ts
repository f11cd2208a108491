import { undo } from '@reeve/contract/audit/undo'
import { Failure, fail } from '@reeve/contract/inputs/failure'
import { z } from 'zod'
import type { Prisma } from '../../generated/client.ts'
import type { ReadContext, WriteContext } from '../context.ts'
import type { Read } from '../database/db.ts'
import { delegateTo, implement, type Rows } from '../request/implement.ts'
import { findLog, logScope } from './findLog.ts'
import { alike, isUndoModel, nounOf, type UndoField, type UndoModel, undoFields } from './undoFields.ts'

/** An entry of the log about a user, an organisation or a role. */
type Row = { id: number; model: UndoModel; model_id: number; action: string; before: object; after: object }
const rows: Rows<Row, Prisma.LogWhereInput> = {
  scope: logScope,
  // What is hidden from the reader of a row is no plan either: such a row has neither before nor after.
  find: async (read, where, actor) => {
    const row = await findLog(read, where, actor)
    if (!row || !isUndoModel(row.model)) return null
    const { id, model, model_id, action, before, after } = row
    return before || after ? { id, model, model_id, action, before: before ?? {}, after: after ?? {} } : null
  },
  // What an entry is about is asked for by the rules of that noun.
  mayChange: () => true,
}

const kinds = new Map<string, 'add' | 'edit' | 'delete'>([
  ['add', 'add'],
  ['undelete', 'add'],
  ['edit', 'edit'],
  ['delete', 'delete'],
])
const kindOf = ({ action, before, after }: Row) => {
  const kind = kinds.get(action)
  if (kind) return kind
  // Enabling, disabling, a new password: changes in words of their own.
  return Object.keys(before).length > 0 && Object.keys(after).length > 0 ? 'edit' : undefined
}
const AsRow = z.record(z.string(), z.unknown())

/** The row as the actor may see it today; undefined where there is none for him. */
const rowNow = async ({ question }: ReadContext, { model, model_id }: Row) => {
  try {
    return AsRow.parse(await question(`${nounOf[model]}.view`, { id: model_id }))
  } catch (error) {
    if (error instanceof Failure && error.kind === 'notFound') return undefined
    throw error
  }
}

const mergedInto = async (read: Read, { model, model_id }: Row) => {
  if (model !== 'Organisation') return null
  const merge = await read.organisationMerge.findFirst({ where: { org_id: model_id, undone: null }, orderBy: { id: 'desc' } })
  return merge && `${merge.org_name} was merged into ${merge.target_name}. Undo that merge instead: it also moves the users back.`
}

const hindranceOf = async (ctx: ReadContext, row: Row, now: Record<string, unknown> | undefined, fields: UndoField[]) => {
  const kind = kindOf(row)
  if (kind === 'delete') return now ? 'It exists again.' : mergedInto(ctx.read, row)
  if (!now) return 'It no longer exists, or you may not see it.'
  const open = fields.some(({ state }) => state === 'restorable' || state === 'changed')
  return kind === 'add' || open ? null : 'Nothing differs from before this entry.'
}

/** The entry against today. An entry that tells of no change is none. */
const planOf = async (ctx: ReadContext, row: Row) => {
  const undoes = kindOf(row) ?? fail('notFound', 'This log entry records no change that can be reverted.')
  const now = await rowNow(ctx, row)
  const fields = undoFields(row.model, { before: { ...row.before }, after: { ...row.after } }, now ?? {})
  return { noun: nounOf[row.model], id: row.model_id, undoes, hindrance: await hindranceOf(ctx, row, now, fields), fields, now }
}

const changedSince = (fields: UndoField[]) =>
  fail('conflict', `Changed since: ${fields.map(({ field }) => field).join(', ')}. Leave these fields out, or set overwrite.`, {
    fields: Object.fromEntries(fields.map(({ field, now }) => [field, [`It is ${JSON.stringify(now)} now.`]])),
  })

/** The fields to take back, among those that were asked for. */
const chosen = (fields: UndoField[], asked: readonly string[] | undefined, overwrite: boolean) => {
  const unknown = asked?.filter((name) => !fields.some(({ field, state }) => field === name && state !== 'kept')) ?? []
  if (unknown.length > 0)
    fail('invalid', `This entry cannot restore: ${unknown.join(', ')}.`, { fields: { fields: ['Choose fields of the plan.'] } })
  const wanted = fields.filter(({ field, state }) => state !== 'kept' && state !== 'same' && (asked?.includes(field) ?? true))
  const changed = wanted.filter(({ state }) => state === 'changed')
  if (changed.length > 0 && !overwrite) changedSince(changed)
  return wanted
}

/** The edit that gives these fields back; which role is the default has operations of its own. */
const editOf = (noun: string, id: number, wanted: UndoField[], version: unknown) => {
  const standard = wanted.find(({ field }) => field === 'default_role')
  if (standard && wanted.length > 1)
    fail('invalid', 'default_role must be reverted alone.', {
      fields: { fields: ['Choose default_role alone, or leave it out.'] },
    })
  if (standard) return standard.before === true ? { name: 'roles.setDefault', input: { id } } : { name: 'roles.unsetDefault', input: {} }
  return { name: `${noun}.edit`, input: { id, version, ...Object.fromEntries(wanted.map(({ field, before }) => [field, before])) } }
}

/** Brings a deleted row back with its id, under the rules for adding one today. */
export type BringBack = (ctx: WriteContext, id: number, before: Record<string, unknown>) => Promise<void>

/** `bringBack`: how each area brings the rows of its models back. */
export const undoImplementationOf = (bringBack: Record<UndoModel, BringBack>) =>
  implement(undo, rows, {
    plan: async (ctx, row) => {
      const { now: _, ...plan } = await planOf(ctx, row)
      return plan
    },

    restore: delegateTo(async (ctx, row, { fields: asked, overwrite }) => {
      const { noun, id, undoes, hindrance, fields, now } = await planOf(ctx, row)
      if (hindrance) fail('conflict', hindrance)
      if (undoes === 'delete') return { name: 'undo.bringBack', input: { id: row.id } }
      if (undoes === 'edit') return editOf(noun, id, chosen(fields, asked, overwrite), now?.version)
      const changed = fields.filter(({ after, now: is, state }) => state !== 'kept' && !alike(after, is))
      if (changed.length > 0 && !overwrite) changedSince(changed)
      return { name: `${noun}.delete`, input: { id } }
    }),

    bringBack: async (ctx, row) => {
      if (row.action !== 'delete') fail('conflict', 'This log entry records no deletion.')
      const merged = await mergedInto(ctx.read, row)
      if (merged) fail('conflict', merged)
      await bringBack[row.model](ctx, row.model_id, { ...row.before })
      return { id: row.model_id }
    },
  })
