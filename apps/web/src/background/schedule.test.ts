import { expect, it } from 'vitest'
import { frequencyOf } from './frequency.ts'
import { changedIn, errorsIn, inputOf, isBlankCron, type Schedule } from './schedule.ts'

const start: Schedule = { way: 'hours', timer: 24, day: '2026-03-29', time: '01:00', cron: '', zone: '', enabled: true }

it.each([
  [{ timer: 0 }, 'Once'],
  [{ timer: 1 }, 'Every hour'],
  [{ timer: 5 }, 'Every 5 hours'],
  [{ timer: 24 }, 'Every day at 01:00 UTC'],
  [{ timer: 48 }, 'Every 2 days at 01:00 UTC'],
  [{ timer: 168 }, 'Every week at 01:00 UTC'],
  [{ timer: 24, cron: '0 1 * * *' }, 'Cron 0 1 * * *, UTC'],
])('a frequency in words: %j', (schedule, words) => {
  expect(frequencyOf({ cron: '', scheduled_time: '01:00', zone_used: 'UTC', ...schedule })).toBe(words)
})

it('sends of hours and cron only the one that was chosen', () => {
  expect(inputOf({ ...start, cron: '0 1 * * *' })).toEqual({
    cron: '',
    timer: 24,
    scheduled_time: '01:00',
    next_execution_time: '2026-03-29',
    zone: '',
    enabled: true,
  })
  expect(inputOf({ ...start, way: 'cron', cron: ' 0 1 * * * ' })).toEqual({ cron: '0 1 * * *', zone: '', enabled: true })
})

it('names what differs, and puts messages beside the fields of the form', () => {
  expect(changedIn(start, { ...start, timer: '24' })).toEqual([])
  expect(changedIn(start, { ...start, way: 'cron', cron: 'x', time: '02:00', enabled: false })).toEqual([
    'Repeat',
    'Cron expression',
    'Next run',
    'Enabled',
  ])
  expect(errorsIn({ cron: ['One.', 'Two.'], next_execution_time: ['Past.'], version: ['Old.'] })).toEqual({
    cron: 'One. Two.',
    day: 'Past.',
  })
  expect([isBlankCron({ ...start, way: 'cron', cron: ' ' }), isBlankCron(start)]).toEqual([true, false])
})
