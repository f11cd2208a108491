import type { Actor } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Prisma } from '../../../generated/client.ts'
import type { Tx } from '../../database/db.ts'
import { deleteRows, inSlices, insertQuietly, insertRows, updateRows } from '../../database/sets.ts'
import type { ChangeEvent } from '../signal.ts'
import { additionOf, changed, changeOf, visible } from './changeText.ts'
import { type Entry, logRow, withSubjects, writeLogs } from './log.ts'
import type { Logged } from './loggedModels.ts'

type Models = Prisma.TypeMap['model']
/** A model as its delegate is called: `userSetting`. */
type ModelKey = Uncapitalize<Prisma.ModelName>
type RowOf<K extends ModelKey> = Models[Capitalize<K>]['payload']['scalars']
type Single<T> = T extends readonly unknown[] ? never : T
type CreateOf<K extends ModelKey> = Single<Models[Capitalize<K>]['operations']['createMany']['args']['data']>
type UpdateOf<K extends ModelKey> = Models[Capitalize<K>]['operations']['updateMany']['args']['data']

type Row = { id: number; version: number }
// Prisma's delegates are overloaded beyond what a type parameter can carry; this is the part used here.
type Table<R, C, U> = {
  create(args: { data: C }): Promise<R>
  update(args: { where: { id: number; version: number }; data: U }): Promise<R>
  delete(args: { where: { id: number } }): Promise<R>
}
/** Leaves a row in the log; tells other processes what changed. */
export type Trace = {
  note: (entry: Entry) => Promise<void>
  notes: (entries: Entry[]) => Promise<void>
  notify: (noun: string, id: string | number) => void
}

/** What a writer writes with: the transaction, whose name the log carries, and the traces. */
type With = { tx: Tx; key: string; now: () => Date; trace: Trace; actor: Actor }
const modelOf = (key: string) => `${key.charAt(0).toUpperCase()}${key.slice(1)}`
const tableIn = ({ tx, key }: With): unknown => Reflect.get(tx, key)

const entryOf =
  <R extends Row>({ model, name, title, subject }: Logged<R>, actor: Actor) =>
  (row: R, action: Entry['action'], verb: string, more: Partial<Entry>): Entry => {
    const description = `${model} "${name(row)}" (${row.id}) ${verb} by User "${actor.email}" (${actor.id}).`
    return { action, model, model_id: row.id, title: title(row), description, subject: subject?.(row), ...more }
  }

/** JSON columns show as their text; other objects are rows of other tables. */
const shownBy =
  <R extends Row>({ secret = [], skip = [], json = [] }: Logged<R>) =>
  (row: R, only?: object) =>
    visible({ ...row, ...Object.fromEntries(json.map((key) => [key, JSON.stringify(row[key])])) }, secret, skip, only)

/** What the log masks does not come back; what was empty begins as the table has it. */
const withoutSecrets = <R extends Row>({ secret = [] }: Logged<R>, fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).filter(([key, value]) => value !== null && !secret.some((name) => name === key)))

/** Rows that were not there before: new ones, and deleted ones as the log kept them. */
const addingTo = <R extends Row, C extends object>(ways: With, info: Logged<R>) => {
  const { tx, key, actor } = ways
  const { note, notes, notify } = ways.trace
  const { create } = tableIn(ways) as Table<R, C, never>
  const { noun } = info
  const entry = entryOf(info, actor)
  const entryFor = (row: R, action: 'add' | 'undelete', verb: string) => {
    const after = shownBy(info)(row)
    return entry(row, action, verb, { after, change: additionOf(after, info.wording) })
  }
  const one = async (data: C, action: 'add' | 'undelete', verb: string): Promise<R> => {
    const row = await create({ data })
    await note(entryFor(row, action, verb))
    notify(noun, row.id)
    return row
  }
  return {
    add: (data: C) => one(data, 'add', 'added'),
    /** Many rows and their log rows, hundreds in one statement, with one notification. */
    addMany: async (data: readonly C[]): Promise<R[]> => {
      // Rows of this table, by its own schema.
      const rows = (await insertRows(tx, modelOf(key), data)) as R[]
      await notes(await inSlices(rows, (row) => entryFor(row, 'add', 'added')))
      notify(noun, '')
      return rows
    },
    /** A deleted row as the log kept it, with its id; what the log never keeps is the table's own beginning. */
    bringBack: (fields: Readonly<Record<string, unknown>>) => one(withoutSecrets(info, fields) as C, 'undelete', 'brought back'),
  }
}

/** Changes of many rows, which each leave their row in the log, with one notification. */
const setsOf = <R extends Row, U extends object>({ tx, key, now, trace, actor }: With, info: Logged<R>) => {
  const shownOf = shownBy(info)
  const entry = entryOf(info, actor)
  const editEntry = (before: R, row: R, data: U): Entry[] => {
    const differing = changed(before, data)
    const shown = { before: shownOf(before, differing), after: shownOf(row, differing) }
    return Object.keys(shown.after).length > 0
      ? [entry(row, 'edit', 'updated', { ...shown, change: changeOf(shown.before, shown.after, info.wording) })]
      : []
  }
  return {
    /** Gives rows the same values. Answers those that have them now: a row that another request changed meanwhile is left out. */
    editMany: async (befores: readonly R[], data: U): Promise<R[]> => {
      const differing = (await inSlices(befores, (before) => (Object.keys(changed(before, data)).length > 0 ? [before] : []))).flat()
      const rows = (await updateRows(tx, modelOf(key), differing, data, now())) as R[]
      const seen = new Map(differing.map((before) => [before.id, before]))
      await trace.notes((await inSlices(rows, (row) => editEntry(seen.get(row.id) ?? row, row, data))).flat())
      if (rows.length > 0) trace.notify(info.noun, '')
      return [...rows, ...befores.filter(({ id }) => !seen.has(id))]
    },
    /** Answers the rows that were still there. */
    deleteMany: async (befores: readonly R[]): Promise<R[]> => {
      const gone = new Set(
        await deleteRows(
          tx,
          modelOf(key),
          befores.map(({ id }) => id),
        ),
      )
      const rows = befores.filter(({ id }) => gone.has(id))
      await trace.notes(await inSlices(rows, (row) => entry(row, 'delete', 'deleted', { before: shownOf(row) })))
      if (rows.length > 0) trace.notify(info.noun, '')
      return rows
    },
  }
}

/** The ways to change a table; each row that changes leaves one in the log, in the same transaction. */
const audited = <R extends Row, C extends object, U extends object>(ways: With, info: Logged<R>) => {
  const { update, delete: remove } = tableIn(ways) as Table<R, C, U>
  const { note, notify } = ways.trace
  const { noun } = info
  const shownOf = shownBy(info)
  const entry = entryOf(info, ways.actor)
  return {
    ...addingTo<R, C>(ways, info),
    ...setsOf<R, U>(ways, info),
    /** Writes only what differs; another version than the one seen is a conflict. `as` words the log row where MISP does. */
    edit: async (before: R, data: U, as: Partial<Entry> = {}): Promise<R> => {
      const differing = changed(before, data)
      if (Object.keys(differing).length === 0) return before
      const { id, version } = before
      const row = await update({ where: { id, version }, data: { ...differing, version: version + 1 } as U })
      const shown = { before: shownOf(before, differing), after: shownOf(row, differing) }
      if (Object.keys(shown.after).length > 0)
        await note(entry(row, 'edit', 'updated', { ...shown, change: changeOf(shown.before, shown.after, info.wording), ...as }))
      notify(noun, id)
      return row
    },
    delete: async (row: R) => {
      await remove({ where: { id: row.id } })
      await note(entry(row, 'delete', 'deleted', { before: shownOf(row) }))
      notify(noun, row.id)
      return row
    },
  }
}

/** How some models stand in the log, by the name of their delegate. */
export type LoggedModels = { [K in ModelKey]?: Logged<RowOf<K>> }
export type AuditedWriters<L extends LoggedModels> = {
  [K in keyof L & ModelKey]: ReturnType<typeof audited<RowOf<K> & Row, CreateOf<K>, UpdateOf<K> & object>>
}

/** A writer for each of the models: whatever it changes leaves a row in the log. */
export const auditedWritersOf = <L extends LoggedModels>(models: L, ways: Omit<With, 'key'>): AuditedWriters<L> =>
  Object.fromEntries(
    Object.entries(models).map(([key, info]) => [key, audited({ ...ways, key }, info as Logged<Row>)]),
  ) as unknown as AuditedWriters<L>

type At = { settings: SettingValues; now: () => Date }
const few = 20

/** What every writer of one transaction leaves behind; `changeEvents` collects what other processes must hear. */
export const traceOf = (tx: Tx, actor: Actor, { settings, now }: At, changeEvents: ChangeEvent[]): Trace => {
  const notes = async (given: Entry[]) => {
    const entries = await withSubjects(tx, actor, given)
    const row = (entry: Entry) => logRow(actor, settings, now(), entry)
    // The short way for what most changes leave: a row or two.
    if (entries.length <= few) return writeLogs(tx, entries.map(row))
    return insertQuietly(tx, 'Log', await inSlices(entries, row))
  }
  return { note: (entry) => notes([entry]), notes, notify: (noun, id) => void changeEvents.push({ noun, id: String(id) }) }
}
