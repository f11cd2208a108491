import { expect, it } from 'vitest'
import { nextRun } from './schedule.ts'

const at = (text: string) => new Date(`${text}Z`)

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
])('%s', (_, timer, next, now, expected) => {
  expect(nextRun({ timer, next_execution_time: at(next) }, at(now))).toEqual(at(expected))
})

it('a task without a timer runs once', () => {
  expect(nextRun({ timer: 0, next_execution_time: at('2026-03-01T12:00') }, at('2026-03-01T12:01'))).toBeNull()
})
