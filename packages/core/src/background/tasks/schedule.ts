import { z } from 'zod'
import type { Prisma } from '../../../generated/client.ts'
import type { Enqueueable, System, WriteContext } from '../../context.ts'
import type { Read, Tx } from '../../database/db.ts'
import { systemActor } from '../../kernel/systemActor.ts'
import { change } from '../../request/change.ts'
import { missedRuns, nextRun, wallClock } from './nextRun.ts'
import { scheduleOf } from './planTask.ts'
import { taskMoment } from './taskMoment.ts'

const noPayload = z.object({})
/** A schedule that Reeve brings along; `timer` in hours, null: not scheduled until an admin does. The task is called as its job. */
export type DefaultTask = { job: Enqueueable<typeof noPayload>; timer: number | null; description: string }
/** So late a run was missed: the clock is looked at once a minute. */
const lateAfter = 5 * 60_000

type Task = Prisma.TaskModel

/** Puts schedules that are missing into their table, due at once; what somebody changed there stays, but for our own words. */
export const ensureTasks = async ({ task }: Pick<Tx, 'task'>, tasks: readonly DefaultTask[], now: Date) => {
  const { time } = wallClock(now, 'UTC')
  const rows = tasks.map(({ job, timer, description }) => ({
    type: job.name,
    timer: timer ?? 0,
    description,
    scheduled_time: timer === null ? '12:00' : time,
    next_execution_time: timer === null ? null : now,
    message: timer === null ? 'Not scheduled yet.' : '',
  }))
  await task.createMany({ data: rows, skipDuplicates: true })
  for (const { type, description } of rows)
    await task.updateMany({ where: { type, description: { not: description } }, data: { description } })
}

const jobOf = (tasks: readonly DefaultTask[], type: string) => tasks.find(({ job }) => job.name === type)?.job

/** Whether what the last run queued is still waiting or at work. */
const stillRuns = async (read: Read, task: Task) => {
  const last = await read.taskRun.findFirst({ where: { task_id: task.id, job_id: { gt: 0 } }, orderBy: { id: 'desc' } })
  const job = last && (await read.job.findUnique({ where: { id: last.job_id }, select: { status: true } }))
  return job?.status === 'waiting' || job?.status === 'running'
}

type Run = { planned: Date; at: Date; outcome: 'fired' | 'skipped' | 'caught_up' | 'by_hand'; missed?: number }

/** Queues a task's job and leaves the row that says so. */
export const startRun = async (
  { write, enqueue }: Pick<WriteContext, 'write' | 'enqueue'>,
  tasks: readonly DefaultTask[],
  task: Task,
  run: Run,
) => {
  const job = jobOf(tasks, task.type)
  const job_id = job && run.outcome !== 'skipped' ? await enqueue(job, {}) : 0
  await write.taskRun.add({ task_id: task.id, missed: 0, ...run, job_id })
  return job_id
}

const messageOf = (outcome: Run['outcome'], hasJob: boolean, task: Task, missed: number, at: string) => {
  if (!hasJob) return `Nothing queued at ${at}: no job is called ${task.type}.`
  if (outcome === 'skipped') return `Skipped at ${at}: the last run is not over.`
  if (outcome === 'caught_up') return `Job queued at ${at}, late${missed > 0 ? `; ${missed} run(s) before it were missed` : ''}.`
  return `Job queued at ${at}.`
}

/** Whoever moves the hands of the clock has claimed this run; the slower one finds the task changed, looks again and leaves. */
const fire = (system: System, tasks: readonly DefaultTask[], id: number, now: Date) =>
  change(system, systemActor(), {}, async ({ read, write, enqueue }) => {
    const task = await read.task.findFirst({ where: { id, enabled: true, next_execution_time: { lte: now } } })
    const planned = task?.next_execution_time
    if (!task || !planned) return
    const settings = system.settings.all()
    const schedule = scheduleOf(task, settings)
    const next_execution_time = nextRun(schedule, now)
    const busy = await stillRuns(read, task)
    // What runs only once waits for its turn; what comes again skips this one.
    if (busy && !next_execution_time) return
    const missed = missedRuns(schedule, now)
    const late = missed > 0 || now.getTime() - planned.getTime() > lateAfter
    const outcome = busy ? 'skipped' : late ? 'caught_up' : 'fired'
    const message = messageOf(outcome, jobOf(tasks, task.type) !== undefined, task, missed, taskMoment(now, schedule.zone))
    await write.task.edit(task, { next_execution_time, message })
    // A moment that was run before somebody edited the task is not run again.
    if (await read.taskRun.findFirst({ where: { task_id: id, planned } })) return
    await startRun({ write, enqueue }, tasks, task, { planned, at: now, outcome, missed })
    return { task: task.type, outcome, message }
  })

/** Queues what is due. Once a minute in every worker that schedules: a lost queue must not stop the clock. */
export const tick = async (system: System, tasks: readonly DefaultTask[]) => {
  const now = await system.ports.sharedNow()
  const where = { enabled: true, next_execution_time: { lte: now } }
  const due = await system.db.task.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } })
  // Under a name of its own, by which its lines can be followed.
  const log = system.log.child({ name: 'scheduler' })
  for (const { id } of due) {
    const { message, ...run } = (await fire(system, tasks, id, now)) ?? {}
    if (message) log.info(run, message)
  }
}

/** Whether a task should have run by now and did not. */
export const isOverdue = ({ enabled, next_execution_time }: Pick<Task, 'enabled' | 'next_execution_time'>, now: Date) =>
  enabled && next_execution_time !== null && now.getTime() - next_execution_time.getTime() > lateAfter
