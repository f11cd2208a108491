import { expect, it } from 'vitest'
import { Moment } from './inputs.ts'

it.each([
  ['2030-12-31', '2030-12-31T00:00:00.000Z'],
  ['2030-12-31 23:59:59', '2030-12-31T23:59:59.000Z'],
  ['2030-12-31T23:59:59+01:00', '2030-12-31T22:59:59.000Z'],
  ['1795491739', '2026-11-24T03:42:19.000Z'],
])('a moment is read from %s', (text, moment) => expect((Moment.parse(text) as Date).toISOString()).toBe(moment))

it.each([['horse 9'], ['nonsense'], ['2030-13-01'], ['12/31/2030'], ['2030-12-31 25:00:00']])('%s is no moment', (text) =>
  expect(Moment.safeParse(text).success).toBe(false),
)
