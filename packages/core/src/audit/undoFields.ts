import { organisations } from '@reeve/contract/people/organisations'
import { flagsOf, levelOf, roles } from '@reeve/contract/people/roles'
import { users } from '@reeve/contract/people/users'

type Input = Record<string, unknown>
export type UndoField = { field: string; before: unknown; after: unknown; now: unknown; state: 'restorable' | 'same' | 'changed' | 'kept' }

/** What can be taken back, by the name it has in the log. */
export const undoNouns = { User: users, Organisation: organisations, Role: roles } as const
export type UndoModel = keyof typeof undoNouns
export const isUndoModel = (model: string): model is UndoModel => Object.hasOwn(undoNouns, model)
export const nounOf = { User: 'users', Organisation: 'organisations', Role: 'roles' } as const satisfies Record<UndoModel, string>

const masked = '*****'
/** A list that was never set and an empty one say the same. */
const plain = (value: unknown) => JSON.stringify(Array.isArray(value) && value.length === 0 ? null : (value ?? null))
export const alike = (a: unknown, b: unknown) => plain(a) === plain(b)
const levelFlags = Object.keys(flagsOf(0))
const asFlags = (row: Input) => ({
  perm_add: row.perm_add === true,
  perm_modify: row.perm_modify === true,
  perm_modify_org: row.perm_modify_org === true,
  perm_publish: row.perm_publish === true,
})

/** Four flags of a role are one thing to people and to its edit: the level. */
const withLevel = (before: Input, after: Input, now: Input): [Input, Input, Input] => {
  if (!levelFlags.some((flag) => Object.hasOwn(after, flag))) return [before, after, now]
  const level = (row: Input) => levelOf(asFlags({ ...now, ...row }))
  const rest = (row: Input) => Object.fromEntries(Object.entries(row).filter(([key]) => !levelFlags.includes(key)))
  return [
    { ...rest(before), permission: level(before) },
    { ...rest(after), permission: level(after) },
    { ...now, permission: level({}) },
  ]
}

const stateOf = (model: UndoModel, field: string, before: unknown, after: unknown, now: unknown): UndoField['state'] => {
  const settable = Object.hasOwn(undoNouns[model].edit.input.shape, field) || (model === 'Role' && field === 'default_role')
  if (!settable || before === masked || after === masked) return 'kept'
  if (alike(now, before)) return 'same'
  return alike(now, after) ? 'restorable' : 'changed'
}

/** How the fields that an entry names stand today. */
export const undoFields = (model: UndoModel, input: { before: Input; after: Input }, row: Input): UndoField[] => {
  const [before, after, now] = model === 'Role' ? withLevel(input.before, input.after, row) : [input.before, input.after, row]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((field) => {
    const [was, became, is] = [before[field] ?? null, after[field] ?? null, now[field] ?? null]
    return { field, before: was, after: became, now: is, state: stateOf(model, field, was, became, is) }
  })
}
