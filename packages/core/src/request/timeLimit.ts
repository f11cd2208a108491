import { Failure } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import type { System } from '../context.ts'
import { isBatches } from '../kernel/lists/isBatches.ts'

/** The time limit of a role (people-data 4.2): what is no positive number of seconds is none. */
export const timeLimitOf = (setting: unknown) => {
  const seconds = typeof setting === 'string' ? Number(setting) : 0
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null
}

const tooLong = (seconds: number, cause?: unknown) =>
  new Failure(
    'broken',
    `This took longer than the ${seconds === 1 ? 'second' : `${seconds} seconds`} that your role allows. Ask for less.`,
    { cause },
  )
const isCancelled = (error: unknown): boolean =>
  error instanceof Error && (/statement timeout/.test(error.message) || isCancelled(error.cause))

async function* until(out: AsyncIterable<unknown>, isLate: () => boolean, seconds: number) {
  for await (const batch of out) {
    if (isLate()) throw tooLong(seconds)
    yield batch
  }
}

/** The time limit of a role, obeyed: each statement of its requests is cancelled by the database, and the request ends (people-data 4.2). */
export const withTimeLimit = async (system: System, actor: Actor, work: (system: System) => Promise<unknown>): Promise<unknown> => {
  const seconds = actor.timeLimit
  if (!seconds) return work(system)
  const end = system.ports.now().getTime() + seconds * 1000
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(tooLong(seconds)), seconds * 1000)
  })
  try {
    const hold = system.limitedBy(seconds)
    const limited: System = { ...system, ...hold, long: hold }
    const out = await Promise.race([work(limited), late])
    return isBatches(out) ? until(out, () => system.ports.now().getTime() > end, seconds) : out
  } catch (error) {
    throw isCancelled(error) ? tooLong(seconds, error) : error
  } finally {
    clearTimeout(timer)
  }
}
