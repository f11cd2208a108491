import { systemActor } from './actors.ts'
import { change } from './change.ts'
import type { Tx } from './db.ts'
import type { Job } from './job.ts'
import { makePartitions } from './jobs/makePartitions.ts'
import { pruneSessions } from './jobs/pruneSessions.ts'
import type { System } from './system.ts'

/** A schedule that Reeve brings along; `timer` in hours. The task is called as its job. */
type Scheduled = { job: Job<typeof pruneSessions.payload>; timer: number; description: string }
const scheduled: readonly Scheduled[] = [
  { job: pruneSessions, timer: 1, description: 'Removes expired sessions and counters.' },
  { job: makePartitions, timer: 24, description: 'Makes the months of the log ahead of time.' },
]
const hour = 3_600_000

/** The first moment of the task's grid after `now`: one that slept for a week runs once, not 168 times. Null: never again. */
export const nextRun = ({ timer, next_execution_time }: { timer: number; next_execution_time: Date }, now: Date): Date | null => {
  if (timer <= 0) return null
  const behind = now.getTime() - next_execution_time.getTime()
  const steps = Math.max(1, Math.floor(behind / (timer * hour)) + 1)
  return new Date(next_execution_time.getTime() + steps * timer * hour)
}

const two = (number: number) => String(number).padStart(2, '0')
/** A moment as the tasks' messages say it (operations 4.3), in UTC. */
const said = (at: Date) => {
  const [date = '', time = ''] = at.toISOString().split(/[T.]/)
  return `${date.split('-').reverse().join('/')} - ${time}`
}

/** Puts schedules that are missing into their table, due at once; what somebody changed there stays. */
export const ensureTasks = async ({ task }: Pick<Tx, 'task'>, now: Date) => {
  const rows = scheduled.map(({ job, timer, description }) => ({
    type: job.name,
    timer,
    description,
    scheduled_time: `${two(now.getUTCHours())}:${two(now.getUTCMinutes())}`,
    next_execution_time: now,
  }))
  await task.createMany({ data: rows, skipDuplicates: true })
}

/** Whoever moves the hands of the clock has claimed this run; the slower one finds the task changed, looks again and leaves. */
const fire = (system: System, id: number, now: Date) =>
  change(system, systemActor(), {}, async ({ read, write, enqueue }) => {
    const task = await read.task.findFirst({ where: { id, next_execution_time: { lte: now } } })
    if (!task?.next_execution_time) return
    const job = scheduled.find((one) => one.job.name === task.type)?.job
    const message = job ? `Job queued at ${said(now)}.` : `Nothing queued at ${said(now)}: no job is called ${task.type}.`
    const next_execution_time = nextRun({ timer: task.timer, next_execution_time: task.next_execution_time }, now)
    await write.task.edit(task, { next_execution_time, message })
    if (job) await enqueue(job, {})
  })

/** Queues what is due. Once a minute in every worker process: a lost queue must not stop the clock. */
export const tick = async (system: System) => {
  const now = system.ports.now()
  const due = await system.db.task.findMany({ where: { next_execution_time: { lte: now } }, select: { id: true }, orderBy: { id: 'asc' } })
  for (const { id } of due) await fire(system, id, now)
}
