import type { Prisma } from '../../../generated/client.ts'

/** How a model stands in the log: MISP's name for it, how a row is called, what never shows. */
export type Logged<R> = {
  model: string
  /** The noun that other processes are told about. */
  noun: string
  name: (row: R) => string
  title: (row: R) => string
  secret?: readonly (keyof R & string)[]
  /** Columns that hold JSON. */
  json?: readonly (keyof R & string)[]
  /** Kept by the system; a change of nothing else leaves no row (operations 5.6). */
  skip?: readonly (keyof R & string)[]
}

const named = (model: string) => (row: { id: number; name: string }) => `${model} (${row.id}): ${row.name}`
const mask = (row: { authkey_start: string; authkey_end: string }) => `${row.authkey_start}${'*'.repeat(32)}${row.authkey_end}`
const byId = (model: string) => (row: { id: number }) => `${model} (${row.id})`

/** Every model is either logged, here, or quiet, below: the walk over the schema sees to it. */
export const logged = {
  user: {
    model: 'User',
    noun: 'users',
    name: (row) => row.email,
    title: (row) => `User (${row.id}): ${row.email}`,
    secret: ['password', 'totp'],
    skip: ['date_modified', 'current_login', 'last_login', 'last_api_access', 'newsread', 'hotp_counter', 'totp_step', 'email_lower'],
  } satisfies Logged<Prisma.UserModel>,
  organisation: {
    model: 'Organisation',
    noun: 'organisations',
    name: (row) => row.name,
    title: named('Organisation'),
    skip: ['date_modified'],
  } satisfies Logged<Prisma.OrganisationModel>,
  role: {
    model: 'Role',
    noun: 'roles',
    name: (row) => row.name,
    title: named('Role'),
    skip: ['modified'],
  } satisfies Logged<Prisma.RoleModel>,
  authKey: {
    model: 'AuthKey',
    noun: 'authKeys',
    name: mask,
    title: (row) => `AuthKey (${row.id}): ${mask(row)}`,
    secret: ['key_hash'],
    skip: ['unique_ips', 'last_used'],
  } satisfies Logged<Prisma.AuthKeyModel>,
  userSetting: {
    model: 'UserSetting',
    noun: 'userSettings',
    name: (row) => row.setting,
    title: byId('UserSetting'),
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
  task: {
    model: 'Task',
    noun: 'tasks',
    name: (row) => row.type,
    title: (row) => `Task (${row.id}): ${row.type}`,
    skip: ['next_execution_time', 'message'],
  } satisfies Logged<Prisma.TaskModel>,
}
/** Models whose changes leave no row, with the reason. A setting leaves one in its own words. */
export const unlogged = {
  instance: 'made once',
  session: 'signing in and out is noted by itself',
  mailedCode: 'mailing and taking it is noted by itself',
  terms: 'noted as file_upload and delete',
  systemSetting: 'write.setting notes it as serverSettingsEdit',
  organisationMerge: 'a merge is noted as such, row by row',
  organisationLogo: 'noted as a change of its organisation',
  counter: 'of short life',
  job: 'is its own record',
  mail: 'its end is noted as email',
  worker: 'says of itself that it lives',
  workerSlot: 'starting and stopping is noted by itself',
  alert: 'is its own record',
  taskRun: 'is the record of its task',
  jobAttempt: 'belongs to the record of its job',
  log: 'is the log',
  logHour: 'counts the log',
  accessLog: 'is a log',
  apiUse: 'counts use',
  monitored: 'accessLogs.monitor notes it',
} as const
