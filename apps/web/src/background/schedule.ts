import type { TaskInFull } from '@reeve/contract/background/tasks'

/** What the form of a schedule holds. */
export type Schedule = {
  way: 'hours' | 'cron'
  timer: number | string
  /** The day of the next run, `2026-03-29`; empty: not scheduled. */
  day: string
  time: string
  cron: string
  /** Empty: the time zone of the instance. */
  zone: string
  enabled: boolean
}

const dayIn = (at: string, timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(at))

export const scheduleOf = ({ cron, timer, next_execution_time, scheduled_time, zone, zone_used, enabled }: TaskInFull): Schedule => ({
  way: cron ? 'cron' : 'hours',
  timer,
  day: next_execution_time ? dayIn(next_execution_time, zone_used) : '',
  time: scheduled_time,
  cron,
  zone,
  enabled,
})

/** The schedule in full, as the operations take it: of hours and cron only the one that was chosen. */
export const inputOf = ({ way, timer, day, time, cron, zone, enabled }: Schedule) =>
  way === 'cron'
    ? { cron: cron.trim(), zone, enabled }
    : { cron: '', timer: Number(timer) || 0, scheduled_time: time, next_execution_time: day, zone, enabled }

/** A cron expression was chosen, and none is written. */
export const isBlankCron = ({ way, cron }: Schedule) => way === 'cron' && cron.trim() === ''

const fields = { timer: 'timer', scheduled_time: 'time', next_execution_time: 'day', cron: 'cron', zone: 'zone' } as const
/** Messages about fields of the operation, under the names of the form. */
export const errorsIn = (told: Readonly<Record<string, readonly string[]>>): Partial<Record<keyof Schedule, string>> =>
  Object.fromEntries(Object.entries(fields).flatMap(([said, key]) => (told[said] ? [[key, told[said].join(' ')]] : [])))

const named: readonly [label: string, keys: readonly (keyof Schedule)[]][] = [
  ['Repeat', ['way']],
  ['Frequency', ['timer']],
  ['Cron expression', ['cron']],
  ['Next run', ['day', 'time']],
  ['Time zone', ['zone']],
  ['Enabled', ['enabled']],
]
/** What differs from the schedule as it is, as the save bar names it. */
export const changedIn = (start: Schedule, now: Schedule) =>
  named.filter(([, keys]) => keys.some((key) => String(start[key]) !== String(now[key]))).map(([label]) => label)
