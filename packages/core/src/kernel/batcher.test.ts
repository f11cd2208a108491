import { expect, it } from 'vitest'
import { batcher } from './batcher.ts'

it('goes alone when nothing is on its way, and together with all that came meanwhile', async () => {
  const trips: number[][] = []
  const double = batcher<number, number>(3, async (asked) => {
    trips.push([...asked])
    return asked.map((one) => one * 2)
  })
  expect(await Promise.all([1, 2, 3, 4, 5, 6].map(double))).toEqual([2, 4, 6, 8, 10, 12])
  expect(trips).toEqual([[1], [2, 3, 4], [5, 6]])
})

it('tells a failure to those of its trip only, and goes on', async () => {
  const careful = batcher<string, string>(10, async (asked) => {
    if (asked.includes('bad')) throw new Error('no')
    return asked
  })
  const told = await Promise.allSettled(['first', 'bad', 'beside it'].map(careful))
  expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
  expect(await careful('after')).toBe('after')
})

it('waits for no answer that takes a way of its own', async () => {
  const slow = Promise.withResolvers<string>()
  const ask = batcher<string, string>(10, async (asked) => asked.map((one) => (one === 'slow' ? slow.promise : one)))
  const late = ask('slow')
  expect(await ask('quick')).toBe('quick')
  slow.resolve('at last')
  expect(await late).toBe('at last')
})
