import type { Read, Tx } from '../../database/db.ts'

/** A column that names a row of another table, and how its rows come to name another. */
export type MovingColumn = {
  table: string
  column: string
  /** As those who listen for changes call it, where that is not its table's name. */
  noun?: string
  /** As MISP's log names the relation. */
  called: string
  /** Rows of `from`, all or these, get `to`. Rows of a logged model say how the log calls them. */
  move: (tx: Tx, from: number, to: number, ids?: number[]) => Promise<{ id: number; title?: string }[]>
}

/** One that names an organisation: which rows those are. */
export type OrganisationColumn = MovingColumn & {
  /** One of its rows in words, as people read it in a plan: “saved view”. */
  what: string
  /** Rows of it keep their organisation from being deleted; what one of them is called. */
  keeps?: string
  count: (read: Read, org: number) => Promise<number>
  /** Which organisation each of these rows names now; rows that are gone are left out. */
  standing: (read: Read, ids: number[]) => Promise<{ id: number; org: number }[]>
}

const among = (ids: number[] | undefined) => (ids ? { id: { in: ids } } : {})

const users: OrganisationColumn = {
  table: 'users',
  column: 'org_id',
  what: 'user',
  called: 'User.org_id',
  keeps: 'user',
  count: (read, org_id) => read.user.count({ where: { org_id } }),
  standing: async (read, ids) =>
    (await read.user.findMany({ where: among(ids), select: { id: true, org_id: true } })).map(({ id, org_id: org }) => ({ id, org })),
  move: async ({ user }, org_id, to, ids) => {
    const data = { org_id: to, version: { increment: 1 } }
    const moved = await user.updateManyAndReturn({ where: { org_id, ...among(ids) }, data, select: { id: true, email: true } })
    return moved.map(({ id, email }) => ({ id, title: `User (${id}): ${email}` }))
  },
}

const jobs: OrganisationColumn = {
  table: 'jobs',
  column: 'org_id',
  what: 'job',
  called: 'Job.org_id',
  count: (read, org_id) => read.job.count({ where: { org_id } }),
  standing: async (read, ids) =>
    (await read.job.findMany({ where: among(ids), select: { id: true, org_id: true } })).map(({ id, org_id: org }) => ({ id, org })),
  move: ({ job }, org_id, to, ids) =>
    job.updateManyAndReturn({ where: { org_id, ...among(ids) }, data: { org_id: to }, select: { id: true } }),
}

const mails: OrganisationColumn = {
  table: 'mails',
  column: 'org_id',
  what: 'mail',
  called: 'Mail.org_id',
  count: (read, org_id) => read.mail.count({ where: { org_id } }),
  standing: async (read, ids) =>
    (await read.mail.findMany({ where: among(ids), select: { id: true, org_id: true } })).map(({ id, org_id: org }) => ({ id, org })),
  move: ({ mail }, org_id, to, ids) =>
    mail.updateManyAndReturn({ where: { org_id, ...among(ids) }, data: { org_id: to }, select: { id: true } }),
}

const savedViews: OrganisationColumn = {
  table: 'saved_views',
  column: 'org_id',
  what: 'saved view',
  noun: 'savedViews',
  called: 'SavedView.org_id',
  count: (read, org_id) => read.savedView.count({ where: { org_id } }),
  standing: async (read, ids) =>
    (await read.savedView.findMany({ where: among(ids), select: { id: true, org_id: true } })).map(({ id, org_id: org }) => ({
      id,
      org: org ?? 0,
    })),
  move: async ({ savedView }, org_id, to, ids) => {
    const data = { org_id: to, version: { increment: 1 } }
    const moved = await savedView.updateManyAndReturn({ where: { org_id, ...among(ids) }, data, select: { id: true, name: true } })
    return moved.map(({ id, name }) => ({ id, title: `SavedView (${id}): ${name}` }))
  },
}

/** Every column whose rows move when an organisation is merged into another. */
export const movingColumns: readonly OrganisationColumn[] = [users, savedViews, jobs, mails]

/** Every column that names an organisation and keeps doing so, with the reason. A walk over the schema knows all of both lists. */
export const stayingColumns: readonly { table: string; column: string; what: string; why: string }[] = [
  { table: 'logs', column: 'org_id', what: 'Log entries', why: 'They name the organisation that an action was done under.' },
  { table: 'logs', column: 'subject_org_id', what: 'Log entries about it', why: 'They name the organisation that an action was about.' },
  {
    table: 'access_logs',
    column: 'org_id',
    what: 'Recorded requests',
    why: 'They name the organisation of the user who sent the request.',
  },
  ...['org_id', 'target_org_id', 'org_uuid'].map((column) => ({
    table: 'organisation_merges',
    column,
    what: 'Earlier merges',
    why: 'They keep the names they were made under, so that they can be undone.',
  })),
  {
    table: 'organisation_logos',
    column: 'org_id',
    what: 'Logo',
    why: 'It moves if the target has none. Otherwise it is kept for the undo.',
  },
]

/** Settings that name an organisation; they follow it. */
export const organisationSettings = ['MISP.host_org_id'] as const
