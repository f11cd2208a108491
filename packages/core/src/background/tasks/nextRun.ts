import { Cron } from 'croner'

/** When a task runs: by `cron` where that says something, else every `timer` hours, 0 once. Wall clocks are those of `zone`. */
export type Schedule = { timer: number; cron: string; zone: string; scheduled_time: string; next_execution_time: Date | null }

const hour = 3_600_000
const day = 24 * hour

const clockOf = (zone: string) =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })

/** Date (`2026-03-29`) and time (`02:30`) that the wall clock of a zone shows at a moment. */
export const wallClock = (at: Date, zone: string) => {
  const part = Object.fromEntries(
    clockOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return { date: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` }
}

const isCron = (cron: string) => {
  try {
    return new Cron(cron, { paused: true, mode: '5-part' }) instanceof Cron
  } catch {
    return false
  }
}
/** The fields of a cron expression, with what each may hold. */
const cronFields = [
  ['minute', '0 to 59'],
  ['hour', '0 to 23'],
  ['day of the month', '1 to 31'],
  ['month', '1 to 12 or JAN to DEC'],
  ['weekday', '0 to 7 or SUN to SAT'],
] as const

/** Why a text is no cron expression, naming each field that is wrong; undefined when it is one that comes up again. */
export const cronProblem = (cron: string, now: Date): string | undefined => {
  if (isCron(cron))
    return new Cron(cron, { paused: true, mode: '5-part' }).nextRun(now) ? undefined : 'No date ever matches this expression.'
  const parts = cron.trim().split(/\s+/)
  if (parts.length !== cronFields.length) return 'Write five fields: minute, hour, day of the month, month, weekday.'
  const wrong = cronFields.flatMap(([name, range], at) => {
    const part = parts[at] ?? ''
    const alone = cronFields.map((_, place) => (place === at ? part : '*')).join(' ')
    return isCron(alone) ? [] : [`“${part}” is no ${name}: write ${range}, * for every, */n for every nth.`]
  })
  return wrong.join(' ') || 'Write five fields: minute, hour, day of the month, month, weekday.'
}

/** The first moment after `from` at which the cron expression holds; a time that a change of the clock leaves out is the next there is. */
const cronAfter = (cron: string, zone: string, from: Date) => new Cron(cron, { paused: true, mode: '5-part', timezone: zone }).nextRun(from)

/** The moment at which the wall clock shows this: of two the first, of none the next there is (operations 4.3). */
export const momentAt = (date: string, time: string, zone: string): Date => {
  const [, month = 1, dayOfMonth = 1] = date.split('-').map(Number)
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const midnight = new Date(`${date}T00:00:00Z`)
  return cronAfter(`${minutes} ${hours} ${dayOfMonth} ${month} *`, zone, new Date(midnight.getTime() - 2 * day)) ?? midnight
}

const dateAfter = (date: string, days: number) => new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10)

/** Whole days keep the wall clock; other numbers of hours are so many hours, whatever the clock does. */
const timerAfter = ({ timer, zone, scheduled_time }: Schedule, planned: Date, now: Date): Date => {
  const behind = Math.max(0, now.getTime() - planned.getTime())
  if (timer % 24 !== 0) return new Date(planned.getTime() + Math.max(1, Math.floor(behind / (timer * hour)) + 1) * timer * hour)
  const { date } = wallClock(planned, zone)
  const days = timer / 24
  for (let steps = Math.max(1, Math.floor(behind / (timer * hour))); ; steps++) {
    const next = momentAt(dateAfter(date, steps * days), scheduled_time, zone)
    if (next > now) return next
  }
}

/** The time of day of the next run: kept by whole days, else it moves with each run. */
export const timeOf = ({ timer, cron, zone, scheduled_time, next_execution_time: next }: Schedule) =>
  next && !cron && timer % 24 !== 0 ? wallClock(next, zone).time : scheduled_time

/** The first run of the schedule after `now` and after the planned one: one that slept for a week runs once. Null: never again. */
export const nextRun = (schedule: Schedule, now: Date): Date | null => {
  const { timer, cron, zone, next_execution_time: planned } = schedule
  if (cron) return cronAfter(cron, zone, planned && planned > now ? planned : now)
  return timer > 0 && planned ? timerAfter(schedule, planned, now) : null
}

/** How many runs of the schedule lie between the planned one and `now`, up to a thousand: those that were missed. */
export const missedRuns = (schedule: Schedule, now: Date) => {
  let count = 0
  for (let at = schedule.next_execution_time; at && count < 1000; count++) {
    const next = cronStep(schedule, at)
    if (!next || next > now) return count
    at = next
  }
  return count
}
const cronStep = (schedule: Schedule, at: Date) =>
  schedule.cron ? cronAfter(schedule.cron, schedule.zone, at) : nextRun({ ...schedule, next_execution_time: at }, at)

/** The next runs, beginning with the planned one. */
export const upcoming = (schedule: Schedule, count: number): Date[] => {
  const found: Date[] = []
  for (let at = schedule.next_execution_time; at && found.length < count; at = cronStep(schedule, at)) found.push(at)
  return found
}
