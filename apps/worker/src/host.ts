import { setTimeout as sleep } from 'node:timers/promises'
import { openSyslog, type Syslog } from '@reeve/core/audit/syslog'
import { queuesOf } from '@reeve/core/background/data/queues'
import { sweep } from '@reeve/core/background/jobs/perform'
import { tick } from '@reeve/core/background/tasks/schedule'
import type { System } from '@reeve/core/context'
import { batch, settle, settleRows } from '@reeve/core/database/partitions'
import { jobs as all } from '@reeve/core/jobs'
import { concurrencyOf, pausedIn } from '@reeve/core/kernel/concurrency'
import { every } from '@reeve/core/kernel/process/timers'
import type { Performable } from '@reeve/core/request/defineJob'
import { tasks } from '@reeve/core/tasks'
import { openPost, type Post } from './post.ts'
import { openPresence } from './presence.ts'

export type Host = { stop: () => Promise<void> }
/** `types`: queues, and `scheduler`. `stuck`: a cancelled job does not listen; end the process. `done`: the last queue was stopped. */
type Hosting = { types: readonly string[]; jobs?: readonly Performable[]; stuck?: () => void; done?: () => void }

const minute = 60_000
/** How long a start waits for the queues, in milliseconds. */
const queuePatience = 5000
/** So often rows of the dead are looked for, and what was not delivered. */
const repairing = 15_000

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

/** The clock of the schedules has no queue; it is a post all the same, so that it can be seen, drained and stopped. */
const clockPost = (system: System, report: (error: unknown) => void): Post => {
  let paused = false
  let ticks = 0
  const look = async () => {
    if (paused) return
    await tick(system, tasks)
    ticks++
  }
  const timer = every(minute, look, report)
  return {
    queue: 'scheduler',
    present: () => ({ queue: 'scheduler', concurrency: 1, jobs: [], processed: ticks }),
    ready: async () => {},
    set: async (wish) => void (paused = wish.paused),
    close: () => timer.stop(),
  }
}

/** Who works at what, and what is wanted of each: settings for all, admins for one. */
const openPosts = (system: System, { types, jobs = all, stuck = () => {}, done = () => {} }: Hosting, report: (error: unknown) => void) => {
  const carriers = queuesOf(system.env, system.instance.uuid)
  const draining = new Set<string>()
  const open = (queue: string) =>
    queue === 'scheduler'
      ? clockPost(system, report)
      : openPost({ system, carriers, jobs, stuck, report }, queue, concurrencyOf(queue, system.settings.all()))
  const posts = new Map(types.map((queue) => [queue, open(queue)]))
  const apply = async () => {
    const settings = await system.settings.fresh()
    const paused = pausedIn(settings)
    for (const [queue, post] of posts)
      await post.set({ concurrency: concurrencyOf(queue, settings), paused: draining.has(queue) || paused.has(queue) })
  }
  // Whoever ends the process waits for those who are just leaving: nobody else takes their rows away.
  const leaving = new Set<Promise<void>>()
  const part = async (post: Post, goodbye: (queues: string[]) => Promise<void>) => {
    posts.delete(post.queue)
    await post.close()
    await goodbye([post.queue])
    if (posts.size === 0) done()
  }
  const leave = (post: Post, goodbye: (queues: string[]) => Promise<void>) => {
    const parting = part(post, goodbye)
      .catch(report)
      .finally(() => leaving.delete(parting))
    leaving.add(parting)
  }
  return { posts, draining, apply, leave, left: () => Promise.all(leaving) }
}

/** Performs jobs from its queues and keeps the clock, until it is stopped. */
export const openHost = async (system: System, hosting: Hosting): Promise<Host> => {
  const { jobs = all } = hosting
  const report = seldom((error) => system.log.error(error))
  const { posts, draining, apply, leave, left: gone } = openPosts(system, hosting, report)
  // While Redis cannot be reached no queue is ready. The worker is listed all the same, keeps the clock and can be stopped.
  await Promise.race([Promise.all([...posts.values()].map((post) => post.ready())), sleep(queuePatience, undefined, { ref: false })])
  await apply()
  const presence = openPresence(
    system,
    () => [...posts.values()].map((post) => post.present()),
    async (changeEvents) => {
      for (const { queue, wanted } of changeEvents) {
        const post = posts.get(queue)
        if (wanted === 'stop' && post) leave(post, presence.leave)
        else if (wanted === 'drain') draining.add(queue)
        else draining.delete(queue)
      }
      await apply()
    },
  )
  const off = system.signal.on(({ noun }) => {
    if (noun === 'settings' || noun === '*') void apply().catch(report)
    // A worker process ended with jobs in hand: they must not wait for the next round of repairs.
    if (noun === 'orphans') void sweep(system, jobs).catch(report)
  })
  const leaving = new AbortController()
  const syslog = openSyslog(report)
  const timers = [every(repairing, () => sweep(system, jobs), report), every(2000, () => settleAll(system, syslog, leaving.signal), report)]
  return {
    stop: async () => {
      off()
      leaving.abort()
      const left = [...posts.values()]
      await Promise.all([...left.map((post) => post.close()), presence.stop(), ...timers.map((timer) => timer.stop())])
      await Promise.all([gone(), presence.leave(left.map(({ queue }) => queue))])
      await syslog.close()
    },
  }
}
