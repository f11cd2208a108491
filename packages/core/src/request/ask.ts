import { type Fields, fail, invalid } from '@reeve/contract/inputs/failure'
import { keyOf } from '@reeve/contract/inputs/inputs'
import type { Actor } from '@reeve/contract/kernel/may'
import { type Asked, actsOnRow, isWrite, type Operation, type Out } from '@reeve/contract/kernel/operation'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { ReadContext, System, WriteContext } from '../context.ts'
import type { Read } from '../database/db.ts'
import { authorize, requireStepUp } from './authorize.ts'
import { change, keepingNotes } from './change.ts'
import { countRate, type Rate } from './countRate.ts'
import type { Registry, RegistryEntry } from './registry.ts'
import { forbiddenFields, mayNotSet, withoutFields } from './restrictedFields.ts'
import { refuseTooDeep, storable } from './storable.ts'
import { withTimeLimit } from './timeLimit.ts'

/** `wire`: fields nobody declared or the actor may not set fall away, where `/api` refuses them. */
export type CallOptions = {
  wire?: boolean
  inline?: boolean
  /** Told what the rate limit of the role leaves. */
  rated?: (rate: Rate) => void
}
type Input = Record<string, unknown>

const read = ({ operation, strict }: RegistryEntry, raw: unknown, wire: boolean): Input => {
  refuseTooDeep(raw)
  const parsed = (wire ? operation.input : strict).safeParse(raw)
  if (parsed.success) return storable(parsed.data)
  // Callers choose these names, so that the object must have no members of its own.
  const fields: Fields = Object.create(null)
  for (const issue of parsed.error.issues) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : undefined
    for (const key of unknown?.map((name) => [...issue.path, name].join('.')) ?? [issue.path.join('.') || '_'])
      (fields[key] ??= []).push(unknown ? 'There is no such field here.' : issue.message)
  }
  return fail('invalid', 'Please correct the marked fields.', { fields })
}

/** Cut to what this actor may set. */
const withoutForbidden = (
  { restrictedFields }: RegistryEntry,
  input: Input,
  raw: Input,
  present: Input,
  actor: Actor,
  settings: SettingValues,
  wire: boolean,
) => {
  const refused = forbiddenFields(restrictedFields, { raw, input, present }, actor, settings)
  if (refused.length === 0) return input
  if (!wire) fail('invalid', 'Some fields are not yours to set.', { fields: Object.fromEntries(refused.map((key) => [key, [mayNotSet]])) })
  return withoutFields(input, refused)
}

const findRow = async ({ operation, rows }: RegistryEntry, db: Read, actor: Actor, settings: SettingValues, input: unknown) => {
  const key = input === 'me' && operation.by.includes('me') ? { id: actor.id } : keyOf(operation.by, input)
  const row = key && (await rows.find(db, { AND: [rows.scope(actor, settings), key] }, actor))
  return row ?? fail('notFound', 'There is no such entry, or it is not yours to see.')
}

/** The row of another resource that an operation works inside, if it states one. */
const findParent = async ({ operation, parent }: RegistryEntry, db: Read, actor: Actor, settings: SettingValues, input: Input) => {
  if (!operation.under) return []
  const { field, orMe } = operation.under
  const { scope, find, mayChange, words } = parent ?? fail('broken', `${operation.name} has no rows for its parent.`)
  const id = input[field] ?? (orMe ? actor.id : undefined)
  const row = id === undefined ? null : await find(db, { AND: [scope(actor, settings), { id }] }, actor)
  if (!row) return invalid({ [field]: [words?.missing ?? 'There is no such entry, or you may not see it.'] })
  if (isWrite(operation.kind) && !mayChange(actor, row, operation.name)) fail('forbidden', words?.refused ?? mayNotChange)
  return [row]
}

const mayNotChange = 'You can see this entry but not change it.'

const sameVersion = (row: unknown, { version }: Input) => {
  const now = (row as { version?: number }).version
  if (version !== undefined && now !== version)
    fail('conflict', 'Somebody else changed this since you opened it. Look at it again, then repeat your change.', {
      data: { version: now },
    })
}

const readContext = ({ registry, ask }: Way, system: System, actor: Actor, settings: SettingValues): ReadContext => {
  const { db, sql, logSql, limits, ports } = system
  const question = (name: string, input: object) =>
    isWrite(registry.get(name)?.operation.kind ?? 'act') ? fail('broken', `${name} is no question.`) : ask(system, actor, name, input)
  return { actor, read: db, sql, logSql, limits, ports, settings, question }
}

const changeOptions = ({ timeoutSeconds }: Operation, { version }: Input, inline: boolean, settings: SettingValues) => ({
  timeoutSeconds,
  inline,
  settings,
  ...(version !== undefined && { attempts: 1 }),
})

const answer = async (way: Way, system: System, actor: Actor, name: string, raw: unknown, options: CallOptions): Promise<unknown> => {
  const { wire = false, inline = false, rated } = options
  const entry = way.registry.get(name) ?? fail('notFound', `Nothing here is called ${name}.`)
  const { operation, rows, prepare, delegateTo, handle } = entry
  const { kind, output } = operation
  const settings = await system.settings.fresh()
  authorize(operation, actor, settings)
  const rate = await countRate(system, actor, operation, wire)
  if (rate) rated?.(rate)
  const values = read(entry, raw, wire)
  const question = readContext(way, system, actor, settings)

  /** The row, and the input cut to what this actor may say about it. */
  const loadTarget = async (db: Read): Promise<unknown[]> => {
    const row = actsOnRow(kind) ? await findRow(entry, db, actor, settings, values.id) : undefined
    if (row && isWrite(kind) && !rows.mayChange(actor, row, name)) fail('forbidden', mayNotChange)
    if (row && isWrite(kind)) sameVersion(row, values)
    const present = (row ?? actor) as Input
    const input = withoutForbidden(entry, values, raw as Input, present, actor, settings, wire)
    requireStepUp(operation, actor, system.ports.now(), input, present)
    const parent = await findParent(entry, db, actor, settings, input)
    return row ? [...parent, row, input] : [...parent, input]
  }

  if (kind === 'export') return picked(entry.pick, handle(question, values) as unknown as AsyncIterable<unknown[]>)
  if (!isWrite(kind)) return output.parse(await handle(question, ...(await loadTarget(system.db))))

  if (delegateTo) {
    const other = await delegateTo(question, ...(await loadTarget(system.db)))
    return output.parse(await way.ask(system, actor, other.name, other.input, { inline }))
  }
  return keepingNotes(system, actor, async () => {
    const found = prepare ? [await prepare(question, ...(await loadTarget(system.db)))] : []
    const commit = async (ctx: WriteContext) => output.parse(await handle(ctx, ...(await loadTarget(ctx.read)), ...found))
    return change(system, actor, changeOptions(operation, values, inline, settings), commit)
  })
}

async function* picked(pick: (row: unknown) => unknown, batches: AsyncIterable<unknown[]>) {
  for await (const batch of batches) yield batch.map(pick)
}

/** What a caller gets: rows in batches from an export, else the declared output. */
type AnswerOf<Op extends Operation> = Op['kind'] extends 'export' ? AsyncIterable<Out<Op>[]> : Out<Op>
/** An operation, asked as itself for its own types or by its name; see `askOf`. */
export type Ask = {
  <Op extends Operation>(system: System, actor: Actor, operation: Op, input: Asked<Op>, options?: CallOptions): Promise<AnswerOf<Op>>
  (system: System, actor: Actor, name: string, raw: unknown, options?: CallOptions): Promise<unknown>
}
type Way = { registry: Registry; ask: Ask }

/**
 * The way of every request to these operations: check the permission, parse the input, load the row, run the handler, write the log,
 * queue the jobs, answer. The answer rejects with a `Failure` that says what to correct.
 */
export const askOf = (registry: Registry): Ask => {
  const ask = ((system: System, actor: Actor, what: Operation | string, raw: unknown, options: CallOptions = {}) =>
    withTimeLimit(system, actor, (limited) =>
      answer({ registry, ask }, limited, actor, typeof what === 'string' ? what : what.name, raw, options),
    )) as Ask
  return ask
}
