import { workerTypes } from '@reeve/contract/background/workers'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Read } from '../../database/db.ts'
import { pausedIn } from '../../kernel/concurrency.ts'

type Count = { worker: string; count: number }
const countOf = (found: readonly Count[], queue: string) => found.find(({ worker }) => worker === queue)?.count ?? 0

/** How many jobs of each queue are in which state, and how long the first due one waits. */
export const queueStates = async (read: Read, settings: SettingValues, now: Date) => {
  const counted = async (where: object) => {
    const found = await read.job.groupBy({ by: ['worker'], where, _count: true })
    return found.map(({ worker, _count }) => ({ worker, count: _count }))
  }
  const [waiting, delayed, running, failed, completed, due] = await Promise.all([
    counted({ status: 'waiting' }),
    counted({ status: 'waiting', due: { gt: now } }),
    counted({ status: 'running' }),
    counted({ status: 'failed' }),
    counted({ status: 'completed', date_modified: { gt: new Date(now.getTime() - 3_600_000) } }),
    read.job.groupBy({ by: ['worker'], where: { status: 'waiting', due: { lte: now } }, _min: { due: true } }),
  ])
  const paused = pausedIn(settings)
  return workerTypes.map((queue) => {
    const first = due.find(({ worker }) => worker === queue)?._min.due
    return {
      queue,
      paused: paused.has(queue),
      waiting: countOf(waiting, queue),
      delayed: countOf(delayed, queue),
      running: countOf(running, queue),
      failed: countOf(failed, queue),
      completed_hour: countOf(completed, queue),
      oldest: first ? Math.max(0, Math.round((now.getTime() - first.getTime()) / 1000)) : null,
    }
  })
}
