import { Failure } from '@reeve/contract/inputs/failure'
import { expect, it } from 'vitest'
import { classOf, pauseBefore } from './backOff.ts'

const failure = (...args: ConstructorParameters<typeof Failure>) => new Failure(...args)

it.each([
  ['what was asked wrongly', failure('invalid', ''), 'permanent'],
  ['who may not', failure('forbidden', ''), 'permanent'],
  ['what is not there', failure('notFound', ''), 'permanent'],
  ['a remote that refuses for good', failure('upstream', '', { data: { permanent: true } }), 'permanent'],
  ['a mistake in our code', new TypeError('x is not a function'), 'permanent'],
  ['a broken line', new TypeError('fetch failed', { cause: new Error('ECONNRESET') }), 'transient'],
  ['a remote that fails', failure('upstream', ''), 'transient'],
  ['somebody who was quicker', failure('conflict', ''), 'transient'],
  ['a remote that wants us slower', failure('busy', ''), 'busy'],
  ['anything else', new Error('timeout'), 'transient'],
  ['what is no error at all', 'no', 'transient'],
])('%s is tried again or not', (_, error, expected) => {
  expect(classOf(error)).toBe(expected)
})

it('pauses grow fourfold up to an hour', () => {
  expect([0, 1, 2, 3, 4, 5, 9].map((retries) => pauseBefore(retries) / 1000)).toEqual([5, 20, 80, 320, 1280, 3600, 3600])
})

it('comes again when it was told to, within a day', () => {
  expect(pauseBefore(0, failure('busy', '', { data: { wait: 90 } }))).toBe(90_000)
  expect(pauseBefore(0, failure('busy', '', { data: { wait: 9_000_000 } }))).toBe(86_400_000)
  expect(pauseBefore(1, failure('busy', ''))).toBe(20_000)
})
