import { workerTypes } from '@reeve/contract/background/workers'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { System } from '../../context.ts'
import { pausedIn } from '../../kernel/concurrency.ts'
import { type Raised, watchRowsOf } from '../data/watchRows.ts'

const lookAround = async ({ pool }: System, settings: SettingValues): Promise<Raised[]> => {
  const { dead, living, slow, overdue } = await watchRowsOf(pool).look(settings['SimpleBackgroundJobs.max_wait'])
  const paused = pausedIn(settings)
  return [
    ...dead.map(({ process, queues }) => ({
      key: `worker ${process}`,
      message: `Worker ${process} (${queues}) is dead: nothing was heard of it for a while.`,
    })),
    ...workerTypes
      .filter((queue) => !living.has(queue))
      .map((queue) => ({
        key: `queue ${queue}`,
        message: queue === 'scheduler' ? 'No scheduler runs: tasks are not begun.' : `No worker works on the queue ${queue}.`,
      })),
    ...slow
      .filter(({ worker }) => !paused.has(worker))
      .map(({ worker, minutes }) => ({
        key: `wait ${worker}`,
        message: `The first job of the queue ${worker} waits for ${minutes} minutes.`,
      })),
    ...overdue.map(({ type, planned }) => ({
      key: `task ${type}`,
      message: `The task ${type} should have run at ${planned.toISOString()}.`,
    })),
  ]
}

/** What is seen only once may be a start or a restart that is under way. */
const lasting = (before: ReadonlySet<string>, found: readonly Raised[]) =>
  found.filter(({ key }) => before.has(key) || key.startsWith('worker ') || key.startsWith('wait '))

/**
 * Looks after workers, queues and schedules, from a process that needs none of them: raises an alert when something is wrong and
 * clears it when it is over. Any number of processes may look; of each alert there is one. Ask for it every fifteen seconds.
 */
export const watchOf = (system: System) => {
  const rows = watchRowsOf(system.pool)
  let before: ReadonlySet<string> = new Set()
  return async () => {
    const settings = await system.settings.fresh()
    // Without background jobs nobody needs to be there.
    const found = settings['MISP.background_jobs'] ? await lookAround(system, settings) : []
    const now = lasting(before, found)
    before = new Set(found.map(({ key }) => key))
    const raised = await rows.raise(now)
    const cleared = await rows.clear(found.map(({ key }) => key))
    if (raised.length > 0 || cleared > 0) system.notify({ noun: 'alerts', id: '' })
    return raised
  }
}
