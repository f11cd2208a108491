import { expect, it } from 'vitest'
import { cronProblem, missedRuns, momentAt, nextRun, type Schedule, upcoming, wallClock } from './nextRun.ts'

const at = (text: string) => new Date(`${text}Z`)
const brussels = 'Europe/Brussels'
const of = (more: Partial<Schedule> & { next: string }): Schedule => ({
  timer: 0,
  cron: '',
  zone: 'UTC',
  scheduled_time: more.next.slice(11, 16),
  ...more,
  next_execution_time: at(more.next),
})

it.each([
  [
    'an hourly task that is a moment late runs at the next hour of its grid',
    1,
    '2026-03-01T12:00',
    '2026-03-01T12:00:07',
    '2026-03-01T13:00',
  ],
  ['exactly on time counts as this run, not the next', 1, '2026-03-01T12:00', '2026-03-01T12:00', '2026-03-01T13:00'],
  ['a daily task keeps its time of day', 24, '2026-03-01T01:00', '2026-03-01T01:00:40', '2026-03-02T01:00'],
  ['a weekly task keeps its day of the week', 168, '2026-03-01T01:00', '2026-03-01T01:00:40', '2026-03-08T01:00'],
  ['a schedule that slept for a week runs once, then on its grid', 1, '2026-03-01T12:30', '2026-03-08T12:45', '2026-03-08T13:30'],
  ['an odd number of hours keeps its grid across days', 7, '2026-03-01T00:00', '2026-03-03T00:00', '2026-03-03T01:00'],
  ['one that was run ahead of its time still moves on', 24, '2026-03-05T01:00', '2026-03-01T00:00', '2026-03-06T01:00'],
  ['a daily task after three days of standstill runs tomorrow', 24, '2026-03-01T01:00', '2026-03-04T00:30', '2026-03-04T01:00'],
])('%s', (_, timer, next, now, expected) => {
  expect(nextRun(of({ timer, next }), at(now))).toEqual(at(expected))
})

it('a task without a timer runs once', () => {
  expect(nextRun(of({ next: '2026-03-01T12:00' }), at('2026-03-01T12:01'))).toBeNull()
})

/** Both changes of the clock, next five runs as the page shows them. */
it.each([
  [
    'a daily task at 02:30 when that hour is left out',
    { timer: 24, zone: brussels, scheduled_time: '02:30', next: '2026-03-28T01:30' },
    ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30', '2026-03-31T00:30', '2026-04-01T00:30'],
  ],
  [
    'a daily task at 02:30 when that hour comes twice',
    { timer: 24, zone: brussels, scheduled_time: '02:30', next: '2026-10-24T00:30' },
    ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30', '2026-10-27T01:30', '2026-10-28T01:30'],
  ],
  [
    'a weekly task on Sundays at 01:00',
    { timer: 168, zone: brussels, scheduled_time: '01:00', next: '2026-03-22T00:00' },
    ['2026-03-22T00:00', '2026-03-29T00:00', '2026-04-04T23:00', '2026-04-11T23:00', '2026-04-18T23:00'],
  ],
  [
    'five hours are five hours',
    { timer: 5, zone: brussels, next: '2026-03-28T22:00' },
    ['2026-03-28T22:00', '2026-03-29T03:00', '2026-03-29T08:00', '2026-03-29T13:00', '2026-03-29T18:00'],
  ],
  [
    'a cron at 02:30 when that hour is left out',
    { cron: '30 2 * * *', zone: brussels, next: '2026-03-28T01:30' },
    ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30', '2026-03-31T00:30', '2026-04-01T00:30'],
  ],
  [
    'an hourly cron when an hour comes twice',
    { cron: '0 * * * *', zone: brussels, next: '2026-10-24T23:00' },
    ['2026-10-24T23:00', '2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00', '2026-10-25T03:00'],
  ],
  [
    'half an hour that is left out',
    { cron: '15 2 4 10 *', zone: 'Australia/Lord_Howe', next: '2026-10-03T15:30' },
    ['2026-10-03T15:30', '2027-10-03T15:15'],
  ],
])('%s', (_, schedule, expected) => {
  expect(upcoming(of(schedule), expected.length)).toEqual(expected.map(at))
})

it('a run after a change of the clock is the next of its wall clock', () => {
  const daily = of({ timer: 24, zone: brussels, scheduled_time: '02:30', next: '2026-03-29T01:00' })
  expect(nextRun(daily, at('2026-03-29T01:00:20'))).toEqual(at('2026-03-30T00:30'))
})

it('runs that were missed are counted, the planned one not among them', () => {
  expect(missedRuns(of({ timer: 1, next: '2026-03-01T12:00' }), at('2026-03-01T12:30'))).toBe(0)
  expect(missedRuns(of({ timer: 1, next: '2026-03-01T12:00' }), at('2026-03-04T12:30'))).toBe(72)
  expect(missedRuns(of({ cron: '0 1 * * *', next: '2026-03-01T01:00' }), at('2026-03-04T12:30'))).toBe(3)
  expect(missedRuns(of({ next: '2026-03-01T01:00' }), at('2026-03-04T12:30'))).toBe(0)
})

it('a moment is found by its wall clock, and the other way round', () => {
  expect(momentAt('2026-07-01', '12:00', brussels)).toEqual(at('2026-07-01T10:00'))
  expect(momentAt('2027-01-01', '00:00', 'Pacific/Kiritimati')).toEqual(at('2026-12-31T10:00'))
  expect(momentAt('2028-02-29', '23:59', 'America/St_Johns')).toEqual(at('2028-03-01T03:29'))
  expect(wallClock(at('2026-12-31T23:30'), brussels)).toEqual({ date: '2027-01-01', time: '00:30' })
})

it.each([
  ['*/15 * * * *', undefined],
  ['@daily', undefined],
  ['61 * * * *', /^“61” is no minute: write 0 to 59, \* for every, \*\/n for every nth\.$/],
  ['0 25 * * FOO', /“25” is no hour.*“FOO” is no weekday/],
  ['* * * * * *', /^Write five fields: minute, hour, day of the month, month, weekday\.$/],
  ['0 0 30 2 *', /No date ever matches/],
  ['often', /five fields/],
])('%s is a cron expression or not', (cron, problem) => {
  const text = cronProblem(cron, at('2026-03-01T00:00'))
  if (problem) expect(text).toMatch(problem)
  else expect(text).toBeUndefined()
})
