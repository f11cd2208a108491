import { readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { type Presence, workerRowsOf } from '@reeve/core/background/data/workerRows'
import { processName } from '@reeve/core/background/jobs/perform'
import type { System } from '@reeve/core/context'
import { every } from '@reeve/core/kernel/process/timers'

/** A queue this process works on, as others see it. */
export type Present = Pick<Presence, 'queue' | 'concurrency' | 'jobs' | 'processed'>
type Told = { queue: string; wanted: string }

const { version: release }: { version: string } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
const often = 5000
const nameOf = ({ queue }: { queue: string }) => `${processName}:${queue}`

/** Tells every few seconds, and whenever workers are spoken of, that this process lives; hears what is wanted of it. */
export const openPresence = (system: System, present: () => Present[], obey: (changeEvents: readonly Told[]) => Promise<void>) => {
  const rows = workerRowsOf(system.pool)
  const report = (error: unknown) => system.log.error(error)
  const facts = { hostname: hostname(), pid: process.pid, user: userInfo().username, release, slot_id: system.env.WORKER_SLOT ?? null }
  // A beat that is still under way would bring back the row of one who has just left.
  let talking: Promise<unknown> = Promise.resolve()
  const beat = async () => {
    const here = present().map((one) => ({ ...one, worker_id: nameOf(one) }))
    if (here.length === 0) return
    const told = rows.beat(here, { ...facts, memory: Math.round(process.memoryUsage.rss() / 1024) })
    talking = Promise.allSettled([talking, told])
    await obey(await told)
  }
  const timer = every(often, beat, report)
  const off = system.signal.on(({ noun }) => {
    if (noun === 'wishes') void beat().catch(report)
  })
  system.notify({ noun: 'workers', id: '' })
  return {
    leave: async (queues: readonly string[]) => {
      await talking
      await rows.leave(queues.map((queue) => nameOf({ queue })))
      system.notify({ noun: 'workers', id: '' })
    },
    stop: async () => {
      off()
      await timer.stop()
    },
  }
}
