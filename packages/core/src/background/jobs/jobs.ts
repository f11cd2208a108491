import { Job, type JobStatus, jobStatuses, jobs, queues } from '@reeve/contract/background/jobs'
import { fail } from '@reeve/contract/inputs/failure'
import { type Actor, isSiteAdmin } from '@reeve/contract/kernel/may'
import type { Prisma } from '../../../generated/client.ts'
import type { ReadContext, WriteContext } from '../../context.ts'
import type { Read } from '../../database/db.ts'
import { whereOf } from '../../kernel/lists/where.ts'
import { lookUpNames } from '../../kernel/lookUpNames.ts'
import { oneOf } from '../../kernel/oneOf.ts'
import { implement, type Rows } from '../../request/implement.ts'
import { listsOf } from '../../request/lists.ts'
import { deadAfter } from '../data/workerRows.ts'

type Row = Prisma.JobModel

/** A site admin sees all, an org admin those of his organisation, everybody his own. */
const scope = (actor: Actor): Prisma.JobWhereInput => {
  if (isSiteAdmin(actor)) return {}
  return actor.perms.has('perm_admin') ? { org_id: actor.org_id } : { user_id: actor.id }
}
const rows: Rows<Row, Prisma.JobWhereInput> = {
  scope,
  find: (read, where) => read.job.findFirst({ where }),
  mayChange: (actor) => isSiteAdmin(actor),
}

/** With the names of who asked for them; both may be gone, and SYSTEM was never there. */
const shown = async (read: Read, found: readonly Row[]) => {
  const who = await lookUpNames(read, found)
  return found.map((row) => ({
    ...row,
    worker: oneOf(queues, row.worker, 'default'),
    status: oneOf(jobStatuses, row.status, 'failed'),
    ...who(row),
  }))
}

const inFull = async (read: Read, actor: Actor, row: Row) => {
  const [[one], attempts] = await Promise.all([
    shown(read, [row]),
    read.jobAttempt.findMany({ where: { job_id: row.id }, orderBy: { id: 'asc' }, take: 100 }),
  ])
  const told = attempts.map(({ stack, ...attempt }) => ({ ...attempt, stack: isSiteAdmin(actor) ? stack : null }))
  return { ...(one ?? fail('notFound', 'This job no longer exists.')), lines: row.lines, attempts: told }
}
const again = async ({ read, actor }: WriteContext, { id }: Row) => inFull(read, actor, await read.job.findUniqueOrThrow({ where: { id } }))

const lists = listsOf(
  {
    rows,
    row: Job,
    table: 'jobs',
    many: ({ read }, window) => read.job.findMany({ ...window, omit: { payload: true } }),
    count: (read, where, take) => read.job.count({ where, take }),
    show: ({ read }, found) =>
      shown(
        read,
        found.map((row) => ({ ...row, payload: null })),
      ),
  },
  jobs,
)

/** Leaves the row in the log that says who did what to which jobs. */
const noted = ({ write }: WriteContext, id: number, did: string, action: 'edit' | 'discard' | 'purge_jobs' = 'edit') =>
  write.note({ action, model: 'Job', model_id: id, title: id > 0 ? `Job (${id}): ${did}` : `Jobs: ${did}` })

/** The jobs that match now and are in one of these states; as many as the caller saw, or a conflict. */
const selected = async (ctx: WriteContext, { expect, ...input }: { expect: number } & Record<string, unknown>, states: JobStatus[]) => {
  // Conditions are put together from parts that are each typed where they are made.
  const matching: Prisma.JobWhereInput = await whereOf(jobs.list.input, input, {}, ctx)
  const where = { AND: [scope(ctx.actor), matching, { status: { in: states } }] }
  const found = await ctx.read.job.findMany({ where, select: { id: true }, take: 10_001 })
  if (found.length !== expect)
    fail(
      'conflict',
      `These are ${found.length > 10_000 ? 'more than 10,000' : found.length} jobs by now, not ${expect}. Look at the list again, then repeat it.`,
      {
        data: { count: found.length },
      },
    )
  return { id: { in: found.map(({ id }) => id) } }
}
const over = (what: 'completed' | 'failed' | 'all'): JobStatus[] => (what === 'all' ? ['completed', 'failed', 'cancelled'] : [what])

const progressOf = async ({ read, actor }: ReadContext, of: string) => {
  const one = /^\d{1,9}$/.test(of) ? { id: Number(of) } : { job_type: of }
  const row = await read.job.findFirst({ where: { AND: [scope(actor), one] }, orderBy: { id: 'desc' }, select: { progress: true } })
  return row?.progress ?? 0
}

export const jobsImplementation = implement(jobs, rows, {
  list: (ctx, { sort = '-id', ...input }) => lists.list(ctx, { ...input, sort }),
  view: ({ read, actor }, row) => inFull(read, actor, row),

  index: async ({ read, settings, ports }, { worker, page, limit }) => {
    if (!settings['MISP.background_jobs']) fail('notFound', 'Background jobs are not enabled on this instance.')
    const found = await read.job.findMany({
      where: { ...(worker && { worker }) },
      orderBy: { id: 'desc' },
      take: limit,
      skip: (page - 1) * limit,
    })
    const since = new Date((await ports.sharedNow()).getTime() - deadAfter)
    const living = new Set((await read.worker.findMany({ where: { heartbeat: { gt: since } } })).map(({ queue }) => queue))
    return (await shown(read, found)).map((row) => ({ ...row, worker_ok: living.has(row.worker) }))
  },
  progress: async (ctx, { of }) => ({ progress: await progressOf(ctx, of) }),
  states: async ({ read }, { ids }) => {
    const found = await read.job.findMany({ where: { id: { in: ids.map(Number).filter(Number.isSafeInteger) } }, orderBy: { id: 'asc' } })
    return found.length > 0 ? shown(read, found) : fail('notFound', 'No jobs found')
  },
  error: async ({ read }, { process_id }) => {
    const known = /^[0-9a-f-]{36}$/i.test(process_id) && (await read.job.findFirst({ where: { process_id } }))
    const row = known || fail('notFound', 'No job has this process id.')
    const last = await read.jobAttempt.findFirst({ where: { job_id: row.id }, orderBy: { id: 'desc' } })
    return {
      failed_at: row.status === 'failed' ? row.date_modified : null,
      exception: last?.exception ?? '',
      error: row.message,
      backtrace:
        last?.stack
          .split('\n')
          .slice(1)
          .map((line) => line.trim()) ?? [],
    }
  },

  retry: async (ctx, row) => {
    const waiting = await ctx.write.job.retry({ id: row.id }, ctx.ports.now())
    if (waiting.length === 0) fail('conflict', `This job is ${row.status}: only failed and cancelled jobs can be retried.`)
    ctx.requeue(waiting)
    await noted(ctx, row.id, 'is tried again')
    return again(ctx, row)
  },
  cancel: async (ctx, row) => {
    const count = await ctx.write.job.cancel({ id: row.id }, ctx.ports.now())
    if (count === 0) fail('conflict', `This job is ${row.status}: there is nothing to cancel.`)
    await noted(ctx, row.id, 'is cancelled')
    return again(ctx, row)
  },
  discard: async (ctx, row) => {
    if ((await ctx.write.job.discard({ id: row.id })) === 0) fail('conflict', `This job is ${row.status}: cancel it first.`)
    await noted(ctx, row.id, `discarded, ${row.job_type}, ${row.status}`, 'discard')
    return { id: row.id }
  },

  retryAll: async (ctx, input) => {
    const waiting = await ctx.write.job.retry(await selected(ctx, input, ['failed', 'cancelled']), ctx.ports.now())
    ctx.requeue(waiting)
    await noted(ctx, 0, `${waiting.length} are tried again`)
    return { count: waiting.length }
  },
  cancelAll: async (ctx, input) => {
    const count = await ctx.write.job.cancel(await selected(ctx, input, ['waiting', 'running']), ctx.ports.now())
    await noted(ctx, 0, `${count} are cancelled`)
    return { count }
  },
  discardAll: async (ctx, input) => {
    const count = await ctx.write.job.discard(await selected(ctx, input, over('all')))
    await noted(ctx, 0, `${count} discarded`, 'discard')
    return { count }
  },
  purge: async (ctx, { what, older }) => {
    const now = ctx.ports.now()
    const before = older > 0 ? { date_modified: { lt: new Date(now.getTime() - older * 86_400_000) } } : {}
    if (what === 'all') await ctx.write.job.cancel({ AND: [before, { status: 'waiting' }] }, now, 'Cleared.')
    const count = await ctx.write.job.discard({ AND: [before, { status: { in: over(what) } }] })
    await noted(ctx, 0, `${count} ${what === 'all' ? '' : `${what} `}purged`, 'purge_jobs')
    return { count }
  },
})
