import { jobStatuses } from '@reeve/contract/background/jobs'
import { neverScheduled, runOutcomes, Task, tasks } from '@reeve/contract/background/tasks'
import { fail } from '@reeve/contract/inputs/failure'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Prisma } from '../../../generated/client.ts'
import type { ReadContext, WriteContext } from '../../context.ts'
import type { Read } from '../../database/db.ts'
import { oneOf } from '../../kernel/oneOf.ts'
import type { Ports } from '../../kernel/ports.ts'
import { implement, type Rows } from '../../request/implement.ts'
import { listsOf } from '../../request/lists.ts'
import { timeOf, upcoming, wallClock } from './nextRun.ts'
import { type Plan, planTask, scheduleOf } from './planTask.ts'
import { type DefaultTask, isOverdue, startRun } from './schedule.ts'

type Row = Prisma.TaskModel
type Run = Prisma.TaskRunModel

const rows: Rows<Row, Prisma.TaskWhereInput> = {
  scope: () => ({}),
  find: (read, where) => read.task.findFirst({ where }),
  mayChange: () => true,
}

/** Runs with what became of the jobs they began; jobs of long ago are gone. */
const withJobs = async (read: Read, runs: readonly Run[]) => {
  const found = await read.job.findMany({ where: { id: { in: runs.map(({ job_id }) => job_id) } } })
  const jobs = new Map(found.map((job) => [job.id, job]))
  return runs.map(({ job_id, ...run }) => {
    const job = jobs.get(job_id)
    const over = job && job.status !== 'waiting' && job.status !== 'running'
    return {
      ...run,
      outcome: oneOf(runOutcomes, run.outcome, 'fired'),
      job: job
        ? {
            id: job.id,
            status: oneOf(jobStatuses, job.status, 'failed'),
            message: job.message,
            seconds: over && job.started ? (job.date_modified.getTime() - job.started.getTime()) / 1000 : null,
          }
        : null,
    }
  })
}

type Ctx = Pick<ReadContext, 'read' | 'settings'> & { ports: Pick<Ports, 'sharedNow'> }
const shown = async ({ read, settings, ports }: Ctx, found: readonly Row[]) => {
  const now = await ports.sharedNow()
  const lasts = await read.taskRun.findMany({
    where: { task_id: { in: found.map(({ id }) => id) } },
    orderBy: [{ task_id: 'asc' }, { id: 'desc' }],
    distinct: ['task_id'],
  })
  const last = new Map((await withJobs(read, lasts)).map((run) => [run.task_id, run]))
  return found.map((row) => {
    const schedule = scheduleOf(row, settings)
    return {
      ...row,
      scheduled_time: timeOf(schedule),
      zone_used: schedule.zone,
      upcoming: row.enabled ? upcoming(schedule, 5) : [],
      last: last.get(row.id) ?? null,
      overdue: isOverdue(row, now),
    }
  })
}
const inFull = async (ctx: Ctx, row: Row) => {
  const runs = await ctx.read.taskRun.findMany({ where: { task_id: row.id }, orderBy: { id: 'desc' }, take: 50 })
  const [one] = await shown(ctx, [row])
  return { ...(one ?? fail('notFound', 'This task no longer exists.')), runs: await withJobs(ctx.read, runs) }
}

const planned = async ({ read, settings, ports }: Ctx, row: Row, plan: Plan) => {
  const last = await read.taskRun.findFirst({ where: { task_id: row.id, outcome: { not: 'by_hand' } }, orderBy: { planned: 'desc' } })
  return planTask(row, plan, settings, await ports.sharedNow(), last?.planned ?? null)
}
const edited = async (ctx: WriteContext, row: Row, plan: Plan) => ctx.write.task.edit(row, await planned(ctx, row, plan))

type Input = { timer?: number | undefined; scheduled_time?: string | undefined; next_execution_time?: string | undefined }
/** What a whole table sent back changes about one row; undefined where that is nothing (operations 4.2). */
const planOf = (row: Row, input: Input, settings: SettingValues): Plan | undefined => {
  const schedule = scheduleOf(row, settings)
  const day = row.next_execution_time ? wallClock(row.next_execution_time, schedule.zone).date : undefined
  const date = input.next_execution_time?.slice(0, 10)
  const time = input.scheduled_time?.padStart(5, '0')
  const moved = date !== undefined && date !== (day ?? neverScheduled.slice(0, 10))
  if (!moved && (input.timer ?? row.timer) === row.timer && (time ?? timeOf(schedule)) === timeOf(schedule)) return undefined
  if (moved && Number.isNaN(Date.parse(`${date}T00:00:00Z`)))
    fail('invalid', `“${date}” is no date. Write it as 2030-12-31.`, { fields: { next_execution_time: ['Write it as 2030-12-31.'] } })
  return { timer: input.timer, scheduled_time: time, ...(moved && { next_execution_time: date }) }
}

const lists = listsOf(
  {
    rows,
    row: Task,
    table: 'tasks',
    many: ({ read }, window) => read.task.findMany(window),
    count: (read, where, take) => read.task.count({ where, take }),
    show: (ctx, found) => shown(ctx, found),
  },
  tasks,
)

/** `defaults`: the tasks a new instance has, by which a row finds its job. */
export const tasksImplementationOf = (defaults: readonly DefaultTask[]) =>
  implement(tasks, rows, {
    list: lists.list,
    view: (ctx, row) => inFull(ctx, row),
    index: async (ctx, { page, limit }) => {
      if (!ctx.settings['MISP.background_jobs']) fail('notFound', 'Background jobs are not enabled on this instance.')
      return shown(ctx, await ctx.read.task.findMany({ orderBy: { id: 'desc' }, take: limit, skip: (page - 1) * limit }))
    },

    edit: async (ctx, row, { id: _, version: __, ...plan }) => inFull(ctx, await edited(ctx, row, plan)),

    set: async (ctx, { tasks: input }) => {
      const changed: Row[] = []
      for (const { id, ...one } of input) {
        const row = await ctx.read.task.findUnique({ where: { id } })
        const plan = row && planOf(row, one, ctx.settings)
        if (row && plan) changed.push(await edited(ctx, row, plan))
      }
      return shown(ctx, changed)
    },

    preview: async (ctx, row, { id: _, next_execution_time = null, ...plan }) => {
      const next = await planned(ctx, row, { ...plan, next_execution_time })
      const schedule = scheduleOf({ ...row, ...next }, ctx.settings)
      return { zone_used: schedule.zone, upcoming: upcoming(schedule, 5) }
    },

    runNow: async (ctx, row) => {
      const at = await ctx.ports.sharedNow()
      const job_id = await startRun(ctx, defaults, row, { planned: at, at, outcome: 'by_hand' })
      if (job_id === 0) fail('conflict', `No job is called ${row.type}.`)
      await ctx.write.note({ action: 'edit', model: 'Task', model_id: row.id, title: `Task (${row.id}): ${row.type} is run now` })
      return inFull(ctx, row)
    },
  })
