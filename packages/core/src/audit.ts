import type { Actor } from '@reeve/contract/may'
import { fail } from '@reeve/contract/failure'
import type { SettingValues } from '@reeve/contract/settings'
import { Prisma } from '../generated/client.ts'
import type { Tx } from './db.ts'
import { type Entry, logRow, writeLogs } from './log.ts'
import { changeOf, changed, visible } from './words.ts'
import type { Told } from './signal.ts'

type Row = { id: number; version: number }
type Table<R, C, U> = {
  create(args: { data: C }): Promise<R>
  update(args: { where: { id: number; version: number }; data: U }): Promise<R>
  delete(args: { where: { id: number } }): Promise<R>
}

/** How a model stands in the log: MISP's name for it, how a row is called, what never shows. */
type Logged<R> = {
  model: string
  /** The noun that other processes are told about. */
  noun: string
  name: (row: R) => string
  title: (row: R) => string
  secret?: readonly (keyof R & string)[]
  /** Kept by the system; a change of nothing else leaves no row (operations 5.6). */
  skip?: readonly (keyof R & string)[]
}

const named = (model: string) => (row: { id: number; name: string }) => `${model} (${row.id}): ${row.name}`
const mask = (row: { authkey_start: string; authkey_end: string }) => `${row.authkey_start}${'*'.repeat(32)}${row.authkey_end}`
const byId = (model: string) => (row: { id: number }) => `${model} (${row.id})`

/** Every model is either logged, here, or quiet, below: the walk over the schema sees to it. */
export const logged = {
  user: { model: 'User', noun: 'users', name: (row) => row.email, title: (row) => `User (${row.id}): ${row.email}`, secret: ['password'], skip: ['date_modified', 'current_login', 'last_login', 'last_api_access', 'newsread'] } satisfies Logged<Prisma.UserModel>,
  organisation: { model: 'Organisation', noun: 'organisations', name: (row) => row.name, title: (row) => row.name, skip: ['date_modified'] } satisfies Logged<Prisma.OrganisationModel>,
  role: { model: 'Role', noun: 'roles', name: (row) => row.name, title: named('Role'), skip: ['modified'] } satisfies Logged<Prisma.RoleModel>,
  authKey: { model: 'AuthKey', noun: 'authKeys', name: mask, title: byId('AuthKey'), secret: ['key_hash'], skip: ['unique_ips', 'last_used'] } satisfies Logged<Prisma.AuthKeyModel>,
  task: { model: 'Task', noun: 'tasks', name: (row) => row.type, title: (row) => `Task (${row.id}): ${row.type}`, skip: ['next_execution_time', 'message'] } satisfies Logged<Prisma.TaskModel>,
}
/** Models whose changes leave no row, with the reason. A setting leaves one in its own words. */
export const quiet = {
  instance: 'made once',
  session: 'signing in and out is noted by itself',
  systemSetting: 'write.setting notes it as serverSettingsEdit',
  counter: 'of short life',
  job: 'is its own record',
  log: 'is the log',
} as const

type At = { settings: SettingValues; now: () => Date }

/** All there is to say for one actor in one transaction; `told` collects what other processes must hear. */
export const writersFor = (tx: Tx, actor: Actor, { settings, now }: At, told: Told[]) => {
  const note = (entry: Entry) => writeLogs(tx, [logRow(actor, settings, now(), entry)])
  const tell = (noun: string, id: string | number) => void told.push({ noun, id: String(id) })

  // Prisma's delegates are overloaded beyond what a type parameter can carry; `Table` is the part used here.
  const audited = <R extends Row, C, U extends object>(table: unknown, info: Logged<R>) => {
    const { create, update, delete: remove } = table as Table<R, C, U>
    const { model, noun, name, title, secret = [], skip = [] } = info
    const entry = (row: R, action: Entry['action'], verb: string, more: Partial<Entry>): Entry => {
      const description = `${model} "${name(row)}" (${row.id}) ${verb} by User "${actor.email}" (${actor.id}).`
      return { action, model, model_id: row.id, title: title(row), description, ...more }
    }
    return {
      add: async (data: C): Promise<R> => {
        const row = await create({ data })
        const after = visible(row, secret, skip)
        await note(entry(row, 'add', 'added', { after, change: changeOf({}, after) }))
        tell(noun, row.id)
        return row
      },
      /** Writes only what differs; another version than the one seen is a conflict. `as` words the log row where MISP does. */
      edit: async (before: R, data: U, as: Partial<Entry> = {}): Promise<R> => {
        const differing = changed(before, data)
        if (Object.keys(differing).length === 0) return before
        const { id, version } = before
        const row = await update({ where: { id, version }, data: { ...differing, version: version + 1 } as U })
        const shown = { before: visible(before, secret, skip, differing), after: visible(row, secret, skip, differing) }
        if (Object.keys(shown.after).length > 0) await note(entry(row, 'edit', 'updated', { ...shown, change: changeOf(shown.before, shown.after), ...as }))
        tell(noun, id)
        return row
      },
      delete: async (row: R) => {
        await remove({ where: { id: row.id } })
        await note(entry(row, 'delete', 'deleted', { before: visible(row, secret, skip) }))
        tell(noun, row.id)
        return row
      },
    }
  }

  return {
    note,
    user: audited<Prisma.UserModel, Prisma.UserUncheckedCreateInput, Prisma.UserUncheckedUpdateInput>(tx.user, logged.user),
    organisation: audited<Prisma.OrganisationModel, Prisma.OrganisationUncheckedCreateInput, Prisma.OrganisationUncheckedUpdateInput>(tx.organisation, logged.organisation),
    role: audited<Prisma.RoleModel, Prisma.RoleUncheckedCreateInput, Prisma.RoleUncheckedUpdateInput>(tx.role, logged.role),
    authKey: audited<Prisma.AuthKeyModel, Prisma.AuthKeyUncheckedCreateInput, Prisma.AuthKeyUncheckedUpdateInput>(tx.authKey, logged.authKey),
    task: audited<Prisma.TaskModel, Prisma.TaskUncheckedCreateInput, Prisma.TaskUncheckedUpdateInput>(tx.task, logged.task),
    session: {
      add: (data: Prisma.SessionUncheckedCreateInput) => tx.session.create({ data }),
      /** Ends the sessions that the condition names; answers how many there were. */
      end: async (where: Prisma.SessionWhereInput) => {
        const { count } = await tx.session.deleteMany({ where })
        tell('session', '')
        return count
      },
    },
    setting: {
      /** Stores a value, or with null returns to the catalogue's; in the words of operations 1.4. */
      set: async (setting: string, from: unknown, value: unknown) => {
        const kept = await tx.systemSetting.findUnique({ where: { setting } })
        if (value === null) await tx.systemSetting.deleteMany({ where: { setting } })
        else if (kept) await tx.systemSetting.update({ where: { setting }, data: { value: value as Prisma.InputJsonValue, version: kept.version + 1 } })
        else await tx.systemSetting.create({ data: { setting, value: value as Prisma.InputJsonValue } })
        const change = changeOf({ [setting]: from }, { [setting]: value })
        await note({ action: 'serverSettingsEdit', model: 'Server', model_id: 0, title: 'Server setting changed', before: { [setting]: from }, after: { [setting]: value }, change })
        tell('settings', setting)
      },
    },
  }
}
export type Write = ReturnType<typeof writersFor>

/** Fields that must be unique, with what to say when they are not (people-data 2.1, 3.1, 4.3). */
const taken: Record<string, string> = {
  'User.email': 'An account with this email address already exists.',
  'Organisation.name': 'An organisation with this name already exists.',
  'Organisation.uuid': 'An organisation with this UUID already exists.',
  'Role.name': 'A role with this name already exists.',
  'AuthKey.uuid': 'An auth key with this UUID already exists.',
}

/** Prisma's errors about our data, as failures about what was said; anything else is passed on. */
export const translated = (error: unknown): unknown => {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return error
  if (error.code === 'P2002') {
    const text = JSON.stringify(error.meta ?? {})
    const hit = Object.entries(taken).find(([key]) => error.meta?.modelName === key.split('.')[0] && text.includes(key.split('.')[1] ?? ''))
    const [field, message] = hit ? [hit[0].split('.')[1] ?? '_', hit[1]] : ['_', 'Something with these values exists already.']
    return failing('invalid', message, { [field]: [message] })
  }
  if (error.code === 'P2003') return failing('conflict', 'Something else still refers to this, or what it refers to is gone.', {})
  return error
}
const failing = (kind: 'invalid' | 'conflict', message: string, fields: Record<string, string[]>) => {
  try {
    return fail(kind, message, { fields })
  } catch (failure) {
    return failure
  }
}
/** The row was changed by somebody else between reading and writing. */
export const isStale = (error: unknown) => error instanceof Prisma.PrismaClientKnownRequestError && (error.code === 'P2025' || error.code === 'P2034')
