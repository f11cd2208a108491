import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differences } from './compare.ts'
import { expectAll, expectSent, modelOfPath } from './facts.ts'
import { areas, type Recording, recordingsOf, unmet } from './recording.ts'
import { before, populated, unseen } from './setup.ts'
import { replay, type World, worldOf } from './world.ts'

/** Headers that clients read; `x-xss-protection` belongs to MISP's pages. */
const compared = (name: string) => name === 'content-disposition' || (name.startsWith('x-') && name !== 'x-xss-protection')
const base = 'http://127.0.0.1:8765'

const headerDifferences = (world: World, { headers }: Recording, ours: Record<string, unknown>) => {
  const instead = (name: string, wanted: string) =>
    ours[name] === wanted ? [] : [`${name}: ${JSON.stringify(ours[name])} instead of ${wanted}`]
  const location = headers.location?.replace(base, world.scene.env.BASE_URL)
  return [
    ...instead('content-type', headers['content-type'] ?? ''),
    ...(location === undefined ? [] : instead('location', location)),
    ...Object.entries(headers)
      .filter(([name]) => compared(name))
      .flatMap(([name, value]) => instead(name, value)),
  ]
}

/** The day of the recordings, which stands for today where days are keys. */
const recordedDay = '"1795478400"'
const today = () => `"${Math.floor(Date.now() / 86_400_000) * 86_400}"`

/** Envelopes repeat the address; ours repeats our numbers. */
const renamed = (recording: Recording, url: string): unknown => {
  const text = JSON.stringify(recording.answer).replaceAll(`${recordedDay}:`, `${today()}:`)
  const [theirs, mine] = [recording.path.split('?')[0] ?? '', url.split('?')[0] ?? '']
  const answer: unknown = JSON.parse(theirs === mine ? text : text.replaceAll(`"${theirs}"`, `"${mine}"`))
  return answer
}

const differencesOf = async (world: World, recording: Recording) => {
  await before[recording.name]?.(world)
  const { status, headers, ours, url } = await replay(world, recording, unseen[recording.name])
  if (status !== recording.status) return [`status: ${status} instead of ${recording.status}`]
  // The text of a 500 is the placeholder of an instance without debugging; ours may say what happened.
  const answer =
    status === 500
      ? []
      : differences(renamed(recording, url), recording.method === 'HEAD' ? '' : ours, {
          model: modelOfPath(recording.path),
          expected: expectAll(world.facts),
          anonymous: expectSent(world.facts),
        })
  return [...headerDifferences(world, recording, headers), ...answer]
}

describe.each(areas)('%s', (area) => {
  let world: World
  beforeAll(async () => {
    world = await worldOf(populated(area))
    await before[`area ${area}`]?.(world)
  })
  afterAll(() => world.close())

  for (const recording of recordingsOf(area)) {
    const reason = unmet.recordings[recording.name]
    it(reason === undefined ? recording.name : `${recording.name} is not met: ${reason}`, async () => {
      const found = await differencesOf(world, recording)
      if (reason === undefined) expect(found).toEqual([])
      else expect(found, 'This is met now: take it off unmet.json.').not.toEqual([])
    })
  }
})

it('lists only what there is', () => {
  const names = new Set(areas.flatMap((area) => recordingsOf(area).map(({ name }) => name)))
  expect(Object.keys(unmet.recordings).filter((name) => !names.has(name))).toEqual([])
  expect(Object.keys(unmet.areas).filter((area) => areas.includes(area))).toEqual([])
})
