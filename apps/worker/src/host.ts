import { setTimeout as sleep } from 'node:timers/promises'
import { queues } from '@reeve/core/job'
import { jobs as all, type Performable } from '@reeve/core/jobs'
import { batch, settle, settleRows } from '@reeve/core/partitions'
import { perform, sweep } from '@reeve/core/perform'
import { queuesOf, type Worker } from '@reeve/core/queues'
import { tick } from '@reeve/core/schedule'
import { openSyslog, type Syslog } from '@reeve/core/syslog'
import type { System } from '@reeve/core/system'
import { every } from './timers.ts'

export type Host = { stop: () => Promise<void> }

/** How many jobs of a queue a process performs at a time; updates never meet each other (operations 2.5). */
const concurrency: Record<(typeof queues)[number], number> = { default: 4, prio: 4, email: 4, cache: 2, update: 1 }
const minute = 60_000
/** How long a job may go on once the process has been told to stop, and how long it has to notice. */
const grace = 8000
const lastWords = 3000

/** While the back end is away, every queue complains several times a second; once in ten seconds says as much. */
const seldom = (report: (error: unknown) => void) => {
  const last = new Map<string, number>()
  return (error: unknown) => {
    const text = String(error)
    const now = performance.now()
    if (now - (last.get(text) ?? Number.NEGATIVE_INFINITY) < 10_000) return
    if (last.size > 100) last.clear()
    last.set(text, now)
    report(error)
  }
}

/** What has settled is committed, and settles once: that is what syslog is told. */
const settleAll = async ({ pool, settings }: System, syslog: Syslog, stopping: AbortSignal) => {
  for (let moved = batch; moved === batch && !stopping.aborted; ) {
    const values = await settings.fresh()
    if (!values['Security.syslog']) moved = await settle(pool)
    else {
      const rows = await settleRows(pool)
      syslog.send(values, rows)
      moved = rows.length
    }
  }
}

/** Waits for running jobs, then tells them to stop; whoever does not listen is left to the sweep of another process. */
const drain = async (workers: Worker[], stop: AbortController) => {
  const closed = Promise.allSettled(workers.map((worker) => worker.close()))
  await Promise.race([closed, sleep(grace, undefined, { ref: false })])
  stop.abort(new Error('The worker stops.'))
  await Promise.race([closed, sleep(lastWords, undefined, { ref: false })])
}

/** Performs jobs from every queue and keeps the clock, until it is stopped. `stuck`: a cancelled job does not listen; end the process. */
export const openHost = async (system: System, jobs: readonly Performable[] = all, stuck: () => void = () => {}): Promise<Host> => {
  const report = seldom((error) => system.log.error(error))
  const stop = new AbortController()
  const carriers = queuesOf(system.env, system.instance.uuid)
  const work = (cargo: Parameters<typeof perform>[1]) => perform(system, cargo, { jobs, signal: stop.signal, stuck })
  const workers = queues.map((name) => carriers.worker(name, concurrency[name], work, report))
  await Promise.all(workers.map((worker) => worker.waitUntilReady()))
  const leaving = new AbortController()
  const syslog = openSyslog(report)
  const timers = [
    every(minute, () => tick(system), report),
    every(minute, () => sweep(system), report),
    every(2000, () => settleAll(system, syslog, leaving.signal), report),
  ]
  return {
    stop: async () => {
      leaving.abort()
      await Promise.all([drain(workers, stop), ...timers.map((timer) => timer.stop())])
      await syslog.close()
    },
  }
}
