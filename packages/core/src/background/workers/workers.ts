import { userInfo } from 'node:os'
import { type WorkerType, wishes, workers, workerTypes } from '@reeve/contract/background/workers'
import { fail } from '@reeve/contract/inputs/failure'
import type { Prisma } from '../../../generated/client.ts'
import type { WriteContext } from '../../context.ts'
import type { Read } from '../../database/db.ts'
import { pausedIn } from '../../kernel/concurrency.ts'
import { oneOf } from '../../kernel/oneOf.ts'
import { implement, type Rows } from '../../request/implement.ts'
import { deadAfter } from '../data/workerRows.ts'
import { queueStates } from './queueStates.ts'

type Row = Prisma.WorkerModel
const rows: Rows<Row, Prisma.WorkerWhereInput> = {
  scope: () => ({}),
  find: (read, where) => read.worker.findFirst({ where }),
  mayChange: () => true,
}

const us = userInfo().username
const shown = (row: Row, now: Date) => ({
  ...row,
  queue: oneOf(workerTypes, row.queue, 'default'),
  wanted: oneOf(wishes, row.wanted, 'run'),
  correct_user: row.user === us,
  alive: now.getTime() - row.heartbeat.getTime() < deadAfter,
  managed: row.slot_id !== null,
})
const allShown = async (read: Read, now: Date) =>
  (await read.worker.findMany({ orderBy: [{ queue: 'asc' }, { id: 'asc' }] })).map((row) => shown(row, now))

/** A launcher that was heard of lately, on whose machine workers can be started. */
const supervisors = (read: Read, now: Date) =>
  read.workerSlot.findMany({ where: { heartbeat: { gt: new Date(now.getTime() - deadAfter) } }, orderBy: { id: 'asc' } })

const managed = 'Workers are managed by the service manager'
/** Whether they are ours to start and stop; answers the launchers that are there. */
const mayManage = async (ctx: WriteContext) => {
  if (!ctx.settings['MISP.manage_workers']) fail('conflict', managed)
  const found = await supervisors(ctx.read, await ctx.ports.sharedNow())
  return found.length > 0 ? found : fail('conflict', `${managed}: no launcher is running.`)
}

type Noted = { action: 'stop_worker' | 'remove_dead_workers' | 'edit'; title: string; change?: string }
const noted = ({ write, actor }: WriteContext, note: Noted) => write.note({ model: 'User', model_id: actor.id, ...note })

/** A process that was added is forgotten; the last one of a launcher stays known, so that it can be started again. */
const giveUp = async (ctx: WriteContext, id: number) => {
  const slot = await ctx.read.workerSlot.findUnique({ where: { id } })
  const others = slot ? await ctx.read.workerSlot.count({ where: { supervisor: slot.supervisor, id: { not: id } } }) : 0
  if (others > 0) await ctx.write.worker.dropSlot(id)
  else await ctx.write.worker.slots({ id }, { wanted: false })
}

/** Takes one queue from a process, or all that it has: then its launcher does not bring it back. */
const stopSome = async (ctx: WriteContext, gone: Row[]) => {
  const ids = gone.map(({ id }) => id)
  await ctx.write.worker.want({ id: { in: ids } }, 'stop')
  for (const [slot_id, stopped] of Map.groupBy(gone, ({ slot_id: of }) => of)) {
    if (slot_id === null) continue
    const stay = await ctx.read.worker.findMany({
      where: { slot_id, id: { notIn: ids }, wanted: { not: 'stop' }, pid: stopped[0]?.pid ?? 0 },
    })
    const queues = stay.map(({ queue }) => queue)
    if (queues.length > 0) await ctx.write.worker.slots({ id: slot_id }, { queues })
    else await giveUp(ctx, slot_id)
  }
  for (const { queue, pid } of gone)
    await noted(ctx, {
      action: 'stop_worker',
      title: 'Stopping a worker.',
      change: `Stopping a worker. Worker was of type ${queue} with pid ${pid}`,
    })
}

/** Dead rows, whose processes nobody needs to hear of any more. */
const buryDead = async (ctx: WriteContext) => {
  const dead = { heartbeat: { lt: new Date((await ctx.ports.sharedNow()).getTime() - deadAfter) } }
  const count = await ctx.write.worker.forget(dead)
  if (count > 0)
    await noted(ctx, { action: 'remove_dead_workers', title: 'Removing a dead worker.', change: `Removing ${count} dead worker(s).` })
  return count
}

/** The queues that nobody alive works on and no launcher is about to. */
const gapsIn = async (ctx: WriteContext) => {
  const living = new Set(
    (await allShown(ctx.read, await ctx.ports.sharedNow())).flatMap(({ queue, alive, wanted }) =>
      alive && wanted !== 'stop' ? [queue] : [],
    ),
  )
  const wanted = new Set((await ctx.read.workerSlot.findMany({ where: { wanted: true } })).flatMap(({ queues }) => queues))
  return workerTypes.filter((queue) => !living.has(queue) && !wanted.has(queue))
}

const setPaused = async (ctx: WriteContext, queue: WorkerType, on: boolean) => {
  if (queue === 'scheduler')
    fail('invalid', 'The scheduler has no jobs that could wait: switch its tasks off, or drain it.', {
      fields: { queue: ['Name a queue of jobs.'] },
    })
  const before = pausedIn(ctx.settings)
  const after = new Set(before)
  if (on) after.add(queue)
  else after.delete(queue)
  const text = (set: ReadonlySet<string>) => [...set].sort().join(',')
  if (text(before) !== text(after)) await ctx.write.setting.set('SimpleBackgroundJobs.paused_queues', text(before), text(after) || null)
  return { count: before.size === after.size ? 0 : 1 }
}

const wish = async (ctx: WriteContext, row: Row, wanted: 'run' | 'drain') => {
  await ctx.write.worker.want({ id: row.id }, wanted)
  await noted(ctx, { action: 'edit', title: `Worker ${row.worker_id}: ${wanted === 'run' ? 'takes jobs again' : 'takes no more jobs'}` })
  return shown({ ...row, wanted }, await ctx.ports.sharedNow())
}

export const workersImplementation = implement(workers, rows, {
  list: async ({ read, ports }, { limit, page = 1 }) => {
    const all = await allShown(read, await ports.sharedNow())
    return { rows: all.slice((page - 1) * limit, page * limit), next: null, total: all.length, about: false }
  },

  status: async ({ read, settings, ports }) => {
    const now = await ports.sharedNow()
    const [all, states, launchers] = await Promise.all([allShown(read, now), queueStates(read, settings, now), supervisors(read, now)])
    const queues = states.map((state) => {
      const here = all.filter(({ queue }) => queue === state.queue)
      return { ...state, workers: here, ok: here.some(({ alive }) => alive) }
    })
    const empty = queues.filter(({ workers: context }) => context.length === 0).length
    return {
      enabled: settings['MISP.background_jobs'],
      controls: settings['MISP.manage_workers'],
      supervised: launchers.length > 0,
      issues: all.filter(({ alive, correct_user }) => !alive || !correct_user).length + empty,
      queues,
    }
  },

  start: async (ctx, { queue }) => {
    const [first] = await mayManage(ctx)
    const updating =
      queue === 'update' && (await allShown(ctx.read, await ctx.ports.sharedNow())).some((one) => one.queue === 'update' && one.alive)
    if (updating) fail('conflict', 'Only one `update` worker can run at a time')
    if (first) await ctx.write.worker.addSlot(first.supervisor, [queue])
    await noted(ctx, { action: 'edit', title: `Starting a worker of type ${queue}.` })
    return { count: 1 }
  },

  stop: async (ctx, { id, pid }) => {
    if (!ctx.settings['MISP.manage_workers']) fail('conflict', managed)
    const found = id || pid ? await ctx.read.worker.findMany({ where: { ...(id && { id }), ...(pid && { pid }) } }) : []
    if (found.length === 0) fail('notFound', pid ? `Worker with pid=${pid} not found.` : 'This worker no longer exists.')
    if (new Set(found.map(({ hostname }) => hostname)).size > 1)
      fail('conflict', `Several machines have a worker with pid ${pid}: stop it by its id.`)
    await stopSome(ctx, found)
    return { count: found.length }
  },

  drain: (ctx, row) => wish(ctx, row, 'drain'),
  resume: (ctx, row) => wish(ctx, row, 'run'),

  restart: async (ctx) => {
    const [first] = await mayManage(ctx)
    await buryDead(ctx)
    const count = await ctx.write.worker.slots({}, { wanted: true, force: false, round: { increment: 1 } })
    const missing = await gapsIn(ctx)
    if (first && missing.length > 0) await ctx.write.worker.slots({ id: first.id }, { queues: [...first.queues, ...missing] })
    await noted(ctx, { action: 'edit', title: 'Restarting all workers.' })
    return { count }
  },
  restartDead: async (ctx) => {
    const [first] = await mayManage(ctx)
    const count = await buryDead(ctx)
    const missing = await gapsIn(ctx)
    if (first && missing.length > 0) await ctx.write.worker.addSlot(first.supervisor, missing)
    return { count: count + missing.length }
  },
  killAll: async (ctx, { force }) => {
    await mayManage(ctx)
    const count = await ctx.write.worker.want({}, 'stop')
    await ctx.write.worker.slots({}, { wanted: false, force })
    await noted(ctx, { action: 'stop_worker', title: 'Stopping all workers.', change: force ? 'At once.' : 'When their jobs are over.' })
    return { count }
  },

  clear: async (ctx, { queue }) => {
    const count = await ctx.write.job.cancel({ worker: queue, status: 'waiting' }, ctx.ports.now(), 'Cleared.')
    await ctx.write.note({ action: 'purge_jobs', model: 'Job', model_id: 0, title: `Jobs: ${count} of queue ${queue} cleared` })
    return { count }
  },
  pause: (ctx, { queue }) => setPaused(ctx, queue, true),
  unpause: (ctx, { queue }) => setPaused(ctx, queue, false),
})
