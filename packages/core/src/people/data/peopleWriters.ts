import type { Prisma } from '../../../generated/client.ts'
import type { Tx } from '../../database/db.ts'
import { chunk } from '../../kernel/chunk.ts'
import type { Trace } from '../../kernel/log/auditedWriter.ts'
import { changeOf } from '../../kernel/log/changeText.ts'
import type { Entry } from '../../kernel/log/log.ts'
import type { Logged } from '../../kernel/log/loggedModels.ts'
import type { MovingColumn } from './organisationColumns.ts'

const named = (model: string) => (row: { id: number; name: string }) => `${model} (${row.id}): ${row.name}`
const byId = (model: string) => (row: { id: number }) => `${model} (${row.id})`

export const peopleLogged = {
  user: {
    model: 'User',
    noun: 'users',
    name: (row) => row.email,
    title: (row) => `User (${row.id}): ${row.email}`,
    subject: ({ org_id }) => ({ org_id }),
    wording: { times: 'unix' },
    secret: ['password', 'totp', 'external_auth_key'],
    skip: ['date_modified', 'current_login', 'last_login', 'last_api_access', 'newsread', 'hotp_counter', 'totp_step', 'email_lower'],
  } satisfies Logged<Prisma.UserModel>,
  organisation: {
    model: 'Organisation',
    noun: 'organisations',
    name: (row) => row.name,
    title: named('Organisation'),
    subject: ({ id }) => ({ org_id: id }),
    wording: { times: 'text' },
    skip: ['date_modified'],
  } satisfies Logged<Prisma.OrganisationModel>,
  role: {
    model: 'Role',
    noun: 'roles',
    name: (row) => row.name,
    title: named('Role'),
    wording: { times: 'text' },
    skip: ['modified'],
  } satisfies Logged<Prisma.RoleModel>,
  userSetting: {
    model: 'UserSetting',
    noun: 'userSettings',
    name: (row) => row.setting,
    title: byId('UserSetting'),
    subject: ({ user_id }) => ({ user_id }),
    json: ['value'],
    skip: ['timestamp'],
  } satisfies Logged<Prisma.UserSettingModel>,
  savedView: {
    model: 'SavedView',
    noun: 'savedViews',
    name: (row) => row.name,
    title: named('SavedView'),
  } satisfies Logged<Prisma.SavedViewModel>,
  inbox: {
    model: 'Inbox',
    noun: 'registrations',
    name: (row) => row.title,
    title: (row) => row.title,
    json: ['data'],
  } satisfies Logged<Prisma.InboxModel>,
}
/** Models whose changes leave no row of their own, with the reason. */
export const peopleUnlogged = {
  organisationMerge: 'a merge is noted as such, row by row',
  organisationLogo: 'noted as a change of its organisation',
  monitored: 'accessLogs.monitor notes it',
} as const

const inOne = 5000

/** Moves what names an organisation, or a role. Each row of a logged model leaves its own row in the log. */
const referencesOf = (tx: Tx, { notes, notify }: Trace) => ({
  /** The rows that name one, all or these, name another; answers which they were. */
  move: async (column: MovingColumn, from: number, to: number, ids?: readonly number[]): Promise<number[]> => {
    const moved: { id: number; title?: string }[] = []
    for (const some of ids ? chunk(ids, inOne) : [undefined]) moved.push(...(await column.move(tx, from, to, some)))
    const [before, after] = [{ [column.column]: from }, { [column.column]: to }]
    const [model = ''] = column.called.split('.')
    await notes(
      moved.flatMap(({ id, title }): Entry[] =>
        title === undefined ? [] : [{ action: 'edit', model, model_id: id, title, before, after, change: changeOf(before, after) }],
      ),
    )
    if (moved.length > 0) notify(column.noun ?? column.table, '')
    return moved.map(({ id }) => id)
  },
})

/** The journal of merges; what they do is noted as `merge`. */
const mergesOf = ({ organisationMerge }: Tx, { notify }: Trace) => ({
  add: async (data: Prisma.OrganisationMergeUncheckedCreateInput) => {
    const row = await organisationMerge.create({ data })
    notify('merges', row.id)
    return row
  },
  /** Once: a second one finds no row that is still to be undone. */
  undone: async (id: number, undone: Date, undone_by: string) => {
    const { count } = await organisationMerge.updateMany({
      where: { id, undone: null },
      data: { undone, undone_by, version: { increment: 1 } },
    })
    notify('merges', id)
    return count === 1
  },
})

type Owner = { id: number; name: string }
/** Logos, noted as a change of their organisation. */
const logosOf = ({ organisationLogo }: Tx, { note, notify }: Trace) => ({
  /** Puts a PNG of ours in place of what was there; null takes it away. */
  set: async ({ id, name }: Owner, png: Uint8Array<ArrayBuffer> | null, modified: Date) => {
    const { count } = await organisationLogo.deleteMany({ where: { org_id: id } })
    if (png) await organisationLogo.create({ data: { org_id: id, png, modified } })
    if (count === 0 && !png) return
    const change = `logo (${count > 0 ? 'image' : ''}) => (${png ? `PNG, ${png.length} bytes` : ''})`
    await note({ action: 'edit', model: 'Organisation', model_id: id, title: name, change })
    notify('organisations', id)
  },
})

/** Whose requests are watched. */
const monitoredOf = (tx: Tx, { notify }: Trace) => ({
  /** Begins or ends the watch on a user, and answers whether that changed anything; whoever asks for it notes it. */
  set: async (user_id: number, on: boolean) => {
    const { count } = await (on
      ? tx.monitored.createMany({ data: { user_id }, skipDuplicates: true })
      : tx.monitored.deleteMany({ where: { user_id } }))
    if (count > 0) notify('monitored', user_id)
    return count > 0
  },
})

export const peopleWritersOf = (tx: Tx, trace: Trace) => ({
  references: referencesOf(tx, trace),
  merge: mergesOf(tx, trace),
  logo: logosOf(tx, trace),
  monitored: monitoredOf(tx, trace),
})
