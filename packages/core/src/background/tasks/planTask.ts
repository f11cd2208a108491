import { invalid } from '@reeve/contract/inputs/failure'
import { isZone } from '@reeve/contract/settings/entry'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Prisma } from '../../../generated/client.ts'
import { cronProblem, momentAt, nextRun, type Schedule, timeOf, wallClock } from './nextRun.ts'

type Task = Prisma.TaskModel
/** What an admin may say about a task; `next_execution_time`: a day (`2026-03-29`), or a moment, or null for never. */
export type Plan = {
  timer?: number | undefined
  cron?: string | undefined
  zone?: string | undefined
  scheduled_time?: string | undefined
  next_execution_time?: string | Date | null | undefined
  enabled?: boolean | undefined
}
const day = 86_400_000

/** A task's schedule with the zone that holds for it. */
export const scheduleOf = (task: Omit<Schedule, never>, settings: SettingValues): Schedule => ({
  ...task,
  zone: task.zone || settings['MISP.timezone'],
})

const padded = (time: string) => time.padStart(5, '0')

/** The day and time of the next run by the zone's wall clock, from what was said and what stands. */
const wanted = (task: Task, { next_execution_time: input, scheduled_time }: Plan, zone: string, now: Date) => {
  const moment = input instanceof Date ? input : task.next_execution_time
  const clock = moment && wallClock(moment, zone)
  const time = padded(scheduled_time ?? (input instanceof Date && clock ? clock.time : timeOf({ ...task, zone })))
  if (typeof input === 'string') return { date: input, time, guessed: false }
  return { date: (clock ?? wallClock(now, zone)).date, time, guessed: !moment }
}

/** What becomes of a moment that has passed: run at once within a day, unless it was run; else the next of the schedule (operations 4.3). */
const settled = (schedule: Schedule, planned: Date, now: Date, lastRun: Date | null, guessed: boolean): Date | null => {
  if (planned > now) return planned
  const late = now.getTime() - planned.getTime() > day
  if (!late && !guessed && !(lastRun && lastRun >= planned)) return planned
  return nextRun({ ...schedule, next_execution_time: planned }, now)
}

/** A schedule that nobody touched stays; one that is enabled again does not make up for long ago. */
const resumed = (task: Task, { enabled }: Task, schedule: Schedule, now: Date, lastRun: Date | null) =>
  enabled && !task.enabled && task.next_execution_time
    ? settled(schedule, task.next_execution_time, now, lastRun, false)
    : task.next_execution_time

/** A zone and a cron expression that are none, both named at once. */
const refuseUseless = ({ cron, zone }: Plan, now: Date) => {
  const problem = cron ? cronProblem(cron, now) : undefined
  const problems = {
    ...(problem && { cron: [problem] }),
    ...(zone && !isZone(zone) && { zone: ['Give an IANA time zone such as Europe/Luxembourg.'] }),
  }
  if (Object.keys(problems).length > 0) invalid(problems)
}

/** The row as the admin wants it, with the next run that follows; `lastRun` is the latest moment that was run. Never twice. */
export const planTask = (task: Task, plan: Plan, settings: SettingValues, now: Date, lastRun: Date | null) => {
  const { next_execution_time: input, ...rest } = plan
  const fields = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const merged: Task = { ...task, ...fields }
  refuseUseless(plan, now)
  const schedule = scheduleOf(merged, settings)
  const touched = (['timer', 'cron', 'zone', 'scheduled_time'] as const).some((key) => merged[key] !== task[key])
  if (input === undefined && !touched) return { ...fields, next_execution_time: resumed(task, merged, schedule, now, lastRun) }
  if (merged.cron) return { ...fields, next_execution_time: nextRun({ ...schedule, next_execution_time: null }, now) }
  if (input === null || (input === undefined && !task.next_execution_time && !(plan.timer && plan.timer > 0)))
    return { ...fields, next_execution_time: null }
  const { date, time, guessed } = wanted(task, plan, schedule.zone, now)
  const timed = { ...schedule, scheduled_time: time }
  const planned = momentAt(date, time, schedule.zone)
  const next = settled(timed, planned, now, lastRun, guessed)
  if (!next && input) invalid({ next_execution_time: ['This moment has passed, and the task runs only once. Give a later one.'] })
  return { ...fields, scheduled_time: time, next_execution_time: next }
}
