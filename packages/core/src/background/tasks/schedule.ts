import type { Prisma } from '../../../generated/client.ts'
import { systemActor } from '../../access/actors/actors.ts'
import { pruneSessions } from '../../access/sessions/pruneSessions.ts'
import { logRetention } from '../../audit/logRetention.ts'
import { makePartitions } from '../../audit/makePartitions.ts'
import type { System } from '../../context.ts'
import type { Read, Tx } from '../../database/db.ts'
import { keyHealth } from '../../mail/pgp/keyHealth.ts'
import { pruneMails } from '../../mail/send/pruneMails.ts'
import { sendDigests } from '../../mail/send/sendDigests.ts'
import { type ChangeContext, change } from '../../request/change.ts'
import type { Job } from '../../request/defineJob.ts'
import { purgeJobs } from '../jobs/purgeJobs.ts'
import { cacheExports, pullAll, pushAll } from './manualTasks.ts'
import { missedRuns, nextRun, wallClock } from './nextRun.ts'
import { scheduleOf } from './planTask.ts'
import { taskMoment } from './taskMoment.ts'

/** A schedule that Reeve brings along; `timer` in hours, null: not scheduled until an admin does. The task is called as its job. */
type Scheduled = { job: Job<typeof pruneSessions.payload>; timer: number | null; description: string }
/** One line is one scheduled task. */
const scheduled: readonly Scheduled[] = [
  { job: cacheExports, timer: null, description: 'Makes the export cache of every organisation and type.' },
  { job: pullAll, timer: null, description: 'Pulls from every server that pulling is enabled for.' },
  { job: pushAll, timer: null, description: 'Pushes to every server that pushing is enabled for.' },
  { job: pruneSessions, timer: 1, description: 'Removes expired sessions and counters.' },
  { job: sendDigests, timer: 1, description: 'Sends mails that were held back as one digest for each recipient.' },
  { job: pruneMails, timer: 24, description: 'Empties texts of old mails that were not sent, and removes the oldest rows of the ledger.' },
  { job: keyHealth, timer: 24, description: 'Warns users whose OpenPGP key ends within 30, 7 and 1 days.' },
  { job: logRetention, timer: 24, description: 'Removes log entries that are kept no longer.' },
  { job: makePartitions, timer: 24, description: 'Makes the months of the log ahead of time.' },
  { job: purgeJobs, timer: 24, description: 'Removes jobs that ended long ago.' },
]
/** So late a run was missed: the clock is looked at once a minute. */
const lateAfter = 5 * 60_000

type Task = Prisma.TaskModel

/** Puts schedules that are missing into their table, due at once; what somebody changed there stays, but for our own words. */
export const ensureTasks = async ({ task }: Pick<Tx, 'task'>, now: Date) => {
  const { time } = wallClock(now, 'UTC')
  const rows = scheduled.map(({ job, timer, description }) => ({
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

const jobOf = (type: string) => scheduled.find(({ job }) => job.name === type)?.job

/** Whether what the last run queued is still waiting or at work. */
const stillRuns = async (read: Read, task: Task) => {
  const last = await read.taskRun.findFirst({ where: { task_id: task.id, job_id: { gt: 0 } }, orderBy: { id: 'desc' } })
  const job = last && (await read.job.findUnique({ where: { id: last.job_id }, select: { status: true } }))
  return job?.status === 'waiting' || job?.status === 'running'
}

type Run = { planned: Date; at: Date; outcome: 'fired' | 'skipped' | 'caught_up' | 'by_hand'; missed?: number }

/** Queues a task's job and leaves the row that says so. */
export const startRun = async ({ write, enqueue }: Pick<ChangeContext, 'write' | 'enqueue'>, task: Task, run: Run) => {
  const job = jobOf(task.type)
  const job_id = job && run.outcome !== 'skipped' ? await enqueue(job, {}) : 0
  await write.taskRun.add({ task_id: task.id, missed: 0, ...run, job_id })
  return job_id
}

const messageOf = (outcome: Run['outcome'], task: Task, missed: number, at: string) => {
  if (!jobOf(task.type)) return `Nothing queued at ${at}: no job is called ${task.type}.`
  if (outcome === 'skipped') return `Skipped at ${at}: the last run is not over.`
  if (outcome === 'caught_up') return `Job queued at ${at}, late${missed > 0 ? `; ${missed} run(s) before it were missed` : ''}.`
  return `Job queued at ${at}.`
}

/** Whoever moves the hands of the clock has claimed this run; the slower one finds the task changed, looks again and leaves. */
const fire = (system: System, id: number, now: Date) =>
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
    const message = messageOf(outcome, task, missed, taskMoment(now, schedule.zone))
    await write.task.edit(task, { next_execution_time, message })
    // A moment that was run before somebody edited the task is not run again.
    if (await read.taskRun.findFirst({ where: { task_id: id, planned } })) return
    await startRun({ write, enqueue }, task, { planned, at: now, outcome, missed })
    return { task: task.type, outcome, message }
  })

/** Queues what is due. Once a minute in every worker that schedules: a lost queue must not stop the clock. */
export const tick = async (system: System) => {
  const now = await system.ports.sharedNow()
  const where = { enabled: true, next_execution_time: { lte: now } }
  const due = await system.db.task.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } })
  // Under a name of its own, by which its lines can be followed.
  const log = system.log.child({ name: 'scheduler' })
  for (const { id } of due) {
    const { message, ...run } = (await fire(system, id, now)) ?? {}
    if (message) log.info(run, message)
  }
}

/** Whether a task should have run by now and did not. */
export const isOverdue = ({ enabled, next_execution_time }: Pick<Task, 'enabled' | 'next_execution_time'>, now: Date) =>
  enabled && next_execution_time !== null && now.getTime() - next_execution_time.getTime() > lateAfter
