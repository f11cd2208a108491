import { describe, expect, it } from 'vitest'
import { forCallers } from './bodyLimits.ts'
import { parseJson } from './parseJson.ts'

const limits = forCallers(1)
/** The same numbers in every run. */
let seed = 1
const randomInt = (below: number) => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed % below
}
const sourceOf = (text: string) => {
  const bytes = Buffer.from(text)
  return { size: bytes.length, read: (from: number, to: number) => bytes.subarray(from, to) }
}
/** What either parser makes of a text: the value, or that it is no JSON. */
const whole = (text: string) => {
  if (text.trim() === '') return { value: {} }
  try {
    return { value: JSON.parse(Buffer.from(text).toString()) as unknown }
  } catch {
    return 'not JSON'
  }
}
const inPieces = (text: string, bytes: number) =>
  parseJson(sourceOf(text), limits, bytes).then(
    (value) => ({ value }),
    () => 'not JSON',
  )

const pick = <T>(all: readonly T[]) => all[randomInt(all.length)] as T
const texts = ['', 'ä€😀', '\\', '"', 'a\nb', '\u0000', '\u2028', '{[,:]}', 'x'.repeat(70), '\\u0041', '\ud800', '\\'.repeat(9)]
const scalars = [0, -1.5e-7, 1e21, true, false, null, ...texts]
// Not a single character that is escaped: JSON.parse of Node 24 confuses such names.
const names = ['a', '__proto__', 'constructor', 'toString', '1', '02', '', 'ä€😀', 'a\nb', '{[,:]}', '\\u0041', '\\'.repeat(9)]
const random = (depth: number): unknown => {
  const size = randomInt(6)
  const kind = depth === 0 ? 2 : randomInt(3)
  if (kind === 0) return Array.from({ length: size }, () => random(depth - 1))
  if (kind === 1) return Object.fromEntries(Array.from({ length: size }, () => [pick(names), random(depth - 1)]))
  return pick(scalars)
}
const blanks = [undefined, 1, '\t']

/** Blanks, numbers and names longer than a piece are refused. */
const isRefused = (bytes: number) => bytes < 50

describe('JSON in pieces of any size is what JSON.parse makes of the whole', () => {
  it.each([1, 2, 3, 7, 16, 50, 200])('pieces of %i bytes, valid and damaged', async (bytes) => {
    for (let round = 0; round < 150; round++) {
      const text = JSON.stringify(random(4), null, pick(blanks))
      const at = randomInt(text.length)
      const damaged = text.slice(0, at) + pick(['', ',', '}', ']', '"', '[', '{', ':', '0', '\\', ' ']) + text.slice(at + randomInt(2))
      for (const said of [text, damaged]) {
        const made = await inPieces(said, bytes)
        if (made !== 'not JSON' || !isRefused(bytes)) expect(made, said).toEqual(whole(said))
      }
    }
  })

  it('also where one string is larger than all pieces', async () => {
    const text = JSON.stringify({ data: 'ä\\"\n😀'.repeat(5000), more: [1], last: 'x' })
    for (const bytes of [100, 1000, 1001, 1002, 1003]) expect(await inPieces(text, bytes)).toEqual(whole(text))
  })

  it('an empty body is an empty object', async () => expect(await inPieces(' ', 100)).toEqual({ value: {} }))

  it('what is not JSON says so', async () => {
    const error: unknown = await parseJson(sourceOf('{"a":'), limits).catch((failure: unknown) => failure)
    expect(error).toMatchObject({ kind: 'invalid', data: { json: true } })
  })
})

describe('JSON beyond a limit is refused while it is scanned', () => {
  it.each([
    ['values', `[${'[],'.repeat(limits.values)}[]]`, { statusCode: 413 }],
    ['depth', '['.repeat(1_000_000), { kind: 'invalid', message: 'The body is nested more than 100 levels deep.' }],
    ['a name', `{"${'x'.repeat(600_000)}":1}`, { kind: 'invalid' }],
  ])('%s', async (_, text, error) => {
    await expect(parseJson(sourceOf(text), limits)).rejects.toMatchObject(error)
  })
})
