import type { Actor } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Prisma } from '../../../generated/client.ts'
import { mailedCodesOf, sessionsOf, termsDocumentOf } from '../../access/data/signInWriters.ts'
import { backgroundOf } from '../../background/data/workerWriters.ts'
import type { Tx } from '../../database/db.ts'
import { ledgerOf } from '../../mail/data/ledger.ts'
import { logosOf, mergesOf, referencesOf } from '../../people/data/organisationWriters.ts'
import { monitoredOf } from '../../people/data/userWriters.ts'
import { chunk } from '../chunk.ts'
import type { ChangeEvent } from '../signal.ts'
import { changed, changeOf, visible } from './changeText.ts'
import { type Entry, logRow, writeLogs } from './log.ts'
import { type Logged, logged } from './loggedModels.ts'

type Row = { id: number; version: number }
// Prisma's delegates are overloaded beyond what a type parameter can carry; this is the part used here.
type Table<R, C, U> = {
  create(args: { data: C }): Promise<R>
  createManyAndReturn(args: { data: readonly C[] }): Promise<R[]>
  update(args: { where: { id: number; version: number }; data: U }): Promise<R>
  delete(args: { where: { id: number } }): Promise<R>
}
/** Leaves a row in the log; tells other processes what changed. */
export type Trace = {
  note: (entry: Entry) => Promise<void>
  notes: (entries: Entry[]) => Promise<void>
  notify: (noun: string, id: string | number) => void
}

/** Rows in one statement: each brings as many parameters as it has columns, and there is an end to them. */
const inOne = 500

const entryOf =
  <R extends Row>({ model, name, title }: Logged<R>, actor: Actor) =>
  (row: R, action: Entry['action'], verb: string, more: Partial<Entry>): Entry => {
    const description = `${model} "${name(row)}" (${row.id}) ${verb} by User "${actor.email}" (${actor.id}).`
    return { action, model, model_id: row.id, title: title(row), description, ...more }
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
const addingTo = <R extends Row, C>(table: unknown, info: Logged<R>, { note, notes, notify }: Trace, actor: Actor) => {
  const { create, createManyAndReturn } = table as Table<R, C, never>
  const { noun } = info
  const entry = entryOf(info, actor)
  const entryFor = (row: R, action: 'add' | 'undelete', verb: string) => {
    const after = shownBy(info)(row)
    return entry(row, action, verb, { after, change: changeOf({}, after) })
  }
  const one = async (data: C, action: 'add' | 'undelete', verb: string): Promise<R> => {
    const row = await create({ data })
    await note(entryFor(row, action, verb))
    notify(noun, row.id)
    return row
  }
  return {
    add: (data: C) => one(data, 'add', 'added'),
    /** Many at once; nobody is told of each. */
    addMany: async (data: readonly C[]): Promise<R[]> => {
      const rows: R[] = []
      for (const some of chunk(data, inOne)) rows.push(...(await createManyAndReturn({ data: some })))
      await notes(rows.map((row) => entryFor(row, 'add', 'added')))
      notify(noun, '')
      return rows
    },
    /** A deleted row as the log kept it, with its id; what the log never keeps is the table's own beginning. */
    bringBack: (fields: Readonly<Record<string, unknown>>) => one(withoutSecrets(info, fields) as C, 'undelete', 'brought back'),
  }
}

/** The ways to change a table; each row that changes leaves one in the log, in the same transaction. */
const audited = <R extends Row, C, U extends object>(table: unknown, info: Logged<R>, trace: Trace, actor: Actor) => {
  const { update, delete: remove } = table as Table<R, C, U>
  const { note, notify } = trace
  const { noun } = info
  const shownOf = shownBy(info)
  const entry = entryOf(info, actor)
  return {
    ...addingTo<R, C>(table, info, trace, actor),
    /** Writes only what differs; another version than the one seen is a conflict. `as` words the log row where MISP does. */
    edit: async (before: R, data: U, as: Partial<Entry> = {}): Promise<R> => {
      const differing = changed(before, data)
      if (Object.keys(differing).length === 0) return before
      const { id, version } = before
      const row = await update({ where: { id, version }, data: { ...differing, version: version + 1 } as U })
      const shown = { before: shownOf(before, differing), after: shownOf(row, differing) }
      if (Object.keys(shown.after).length > 0)
        await note(entry(row, 'edit', 'updated', { ...shown, change: changeOf(shown.before, shown.after), ...as }))
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

const settingsOf = (tx: Tx, { note, notify }: Trace) => ({
  /** Stores a value, or with null returns to the catalogue's; in the words of operations 1.4. What is secret is said as `shown`. */
  set: async (setting: string, from: unknown, to: string | number | boolean | null, shown: unknown = to) => {
    if (to === null) await tx.systemSetting.deleteMany({ where: { setting } })
    else
      await tx.systemSetting.upsert({
        where: { setting },
        create: { setting, value: to },
        update: { value: to, version: { increment: 1 } },
      })
    const [before, after] = [{ [setting]: from }, { [setting]: shown }]
    const words = { action: 'serverSettingsEdit', model: 'Server', model_id: 0, title: 'Server setting changed' } as const
    await note({ ...words, before, after, change: changeOf(before, after) })
    notify('settings', setting)
  },
})

/** What users choose for themselves, and what strangers ask for. */
const requestsOf = (tx: Tx, trace: Trace, actor: Actor) => ({
  userSetting: audited<Prisma.UserSettingModel, Prisma.UserSettingUncheckedCreateInput, Prisma.UserSettingUncheckedUpdateInput>(
    tx.userSetting,
    logged.userSetting,
    trace,
    actor,
  ),
  savedView: audited<Prisma.SavedViewModel, Prisma.SavedViewUncheckedCreateInput, Prisma.SavedViewUncheckedUpdateInput>(
    tx.savedView,
    logged.savedView,
    trace,
    actor,
  ),
  inbox: audited<Prisma.InboxModel, Prisma.InboxUncheckedCreateInput, Prisma.InboxUncheckedUpdateInput>(
    tx.inbox,
    logged.inbox,
    trace,
    actor,
  ),
})

type At = { settings: SettingValues; now: () => Date }

/** The only ways to change anything, for one actor in one transaction; `told` collects what other processes must hear. */
export const writersFor = (tx: Tx, actor: Actor, { settings, now }: At, changeEvents: ChangeEvent[]) => {
  const notes = async (entries: Entry[]) => {
    for (const some of chunk(entries, 1000))
      await writeLogs(
        tx,
        some.map((entry) => logRow(actor, settings, now(), entry)),
      )
  }
  const note = (entry: Entry) => notes([entry])
  const trace: Trace = { note, notes, notify: (noun, id) => void changeEvents.push({ noun, id: String(id) }) }
  return {
    note,
    user: audited<Prisma.UserModel, Prisma.UserUncheckedCreateInput, Prisma.UserUncheckedUpdateInput>(tx.user, logged.user, trace, actor),
    organisation: audited<Prisma.OrganisationModel, Prisma.OrganisationUncheckedCreateInput, Prisma.OrganisationUncheckedUpdateInput>(
      tx.organisation,
      logged.organisation,
      trace,
      actor,
    ),
    role: audited<Prisma.RoleModel, Prisma.RoleUncheckedCreateInput, Prisma.RoleUncheckedUpdateInput>(tx.role, logged.role, trace, actor),
    authKey: audited<Prisma.AuthKeyModel, Prisma.AuthKeyUncheckedCreateInput, Prisma.AuthKeyUncheckedUpdateInput>(
      tx.authKey,
      logged.authKey,
      trace,
      actor,
    ),
    ...requestsOf(tx, trace, actor),
    task: audited<Prisma.TaskModel, Prisma.TaskUncheckedCreateInput, Prisma.TaskUncheckedUpdateInput>(tx.task, logged.task, trace, actor),
    mail: ledgerOf(tx, (id) => trace.notify('mails', id)),
    references: referencesOf(tx, trace),
    merge: mergesOf(tx, trace),
    logo: logosOf(tx, trace),
    ...backgroundOf(tx, trace),
    session: sessionsOf(tx, trace),
    mailedCode: mailedCodesOf(tx),
    terms: termsDocumentOf(tx, trace),
    setting: settingsOf(tx, trace),
    monitored: monitoredOf(tx, trace),
  }
}
export type Write = ReturnType<typeof writersFor>
