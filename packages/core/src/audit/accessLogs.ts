import { accessLogs } from '@reeve/contract/audit/accessLogs'
import { fail } from '@reeve/contract/inputs/failure'
import type { z } from 'zod'
import type { Prisma } from '../../generated/client.ts'
import type { ReadContext } from '../context.ts'
import { lookUpNames, organisationCalled, userCalled } from '../kernel/lookUpNames.ts'
import { implement, type Rows } from '../request/implement.ts'
import { listsOf } from '../request/lists.ts'

type Row = Omit<Prisma.AccessLogModel, 'id'> & { id: number }
type Shown = z.input<typeof accessLogs.view.output>
type Where = Prisma.AccessLogWhereInput

const numbered = ({ id, ...row }: Prisma.AccessLogModel): Row => ({ ...row, id: Number(id) })
const rows: Rows<Row, Where> = {
  scope: () => ({}),
  find: async (read, where) => {
    const row = await read.accessLog.findFirst({ where })
    return row && numbered(row)
  },
  mayChange: () => true,
}

const Queries = accessLogs.view.output.shape.query_log
/** With who asked and for whom, as far as they are still there. */
const show = async ({ read }: Pick<ReadContext, 'read'>, found: Row[]): Promise<Shown[]> => {
  const who = await lookUpNames(read, found)
  return found.map((row): Shown => {
    const { user, org } = who(row)
    const asked = { email: user?.email ?? null, user_org_id: user?.org_id ?? null, org: org?.name ?? null, org_uuid: org?.uuid ?? null }
    return { ...row, ...asked, memory_usage: row.memory_usage * 1024, query_log: Queries.parse(row.query_log) }
  })
}

const lists = listsOf<Row, Where, Shown>(
  {
    rows,
    row: accessLogs.view.output,
    table: 'access_logs',
    many: async ({ read }, window) => (await read.accessLog.findMany(window)).map(numbered),
    count: (read, where, take) => read.accessLog.count({ where, take }),
    show,
    filters: {
      controller: (controller: string) => ({ controller }),
      action: (action: string) => ({ action }),
      response_code: (response_code: number) => ({ response_code }),
      ip: (ip: string) => ({ ip }),
      request_id: (request_id: string) => ({ request_id }),
      authkey_id: (authkey_id: number) => ({ authkey_id }),
      api_request: (api: boolean) => ({ authkey_id: api ? { not: null } : null }),
      duration: (gte: number) => ({ duration: { gte } }),
      memory_usage: (bytes: number) => ({ memory_usage: { gte: Math.ceil(bytes / 1024) } }),
      query_count: (gte: number) => ({ query_count: { gte } }),
      user: (user_id: number) => ({ user_id }),
      org: (org_id: number) => ({ org_id }),
    },
  },
  accessLogs,
)

const nobody = -1
type Asked = { user?: string | undefined; org?: string | undefined }
/** People and organisations by any of their names become numbers; who is not known asked nothing. */
const resolved = async <A extends Asked>({ read }: ReadContext, { user, org, ...rest }: A) => ({
  ...rest,
  ...(user && { user: (await userCalled(read, user))?.id ?? nobody }),
  ...(org && { org: (await organisationCalled(read, org))?.id ?? nobody }),
})

export const accessLogsImplementation = implement(accessLogs, rows, {
  // A log is read from its end.
  list: async (ctx, { sort = '-id', ...input }) => lists.list(ctx, { ...(await resolved(ctx, input)), sort, limit: input.limit }),

  export: async function* (ctx, input) {
    yield* lists.export(ctx, await resolved(ctx, input))
  },

  view: async (ctx, row) => {
    const [shown] = await show(ctx, [row])
    return shown ?? Promise.reject(new Error('A row that was found is shown.'))
  },

  monitored: async ({ read }) => read.monitored.findMany({ orderBy: { user_id: 'asc' } }),

  monitor: async ({ read, write, settings }, { user_id, monitored }) => {
    const user = (await read.user.findUnique({ where: { id: user_id } })) ?? fail('notFound', 'There is no such user.')
    if (monitored && !settings['Security.user_monitoring_enabled'])
      fail('conflict', 'Watching users is turned off (Security.user_monitoring_enabled).')
    if (!(await write.monitored.set(user_id, monitored))) return { user_id, monitored }
    const [was, is] = monitored ? ['', '1'] : ['1', '']
    const title = `User (${user_id}): ${user.email}`
    await write.note({ action: 'edit', model: 'User', model_id: user_id, title, change: `monitored (${was}) => (${is})` })
    return { user_id, monitored }
  },
})
