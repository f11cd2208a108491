import { hostname } from 'node:os'
import { type Slot, slotRowsOf } from '@reeve/core/background/data/slotRows'
import { listenTo } from '@reeve/core/kernel/signal'
import { Pool } from 'pg'
import { supervisorOf } from './openDataFolder.ts'
import { type Supervised, supervise } from './supervise.ts'

/** How a worker says that an admin stopped it (`apps/worker/src/main.ts`). */
const notAgain = 86
const often = 5000
/** How long a cancelled job may run on before its process is looked at. */
const patience = 4200

type Kept = { child: Supervised; round: number }
/** `excused`: the database is known to be down, so a worker that ends is not to blame. */
type Fleet = { env: NodeJS.ProcessEnv & { DATABASE_URL: string }; folder: string; excused?: () => boolean }
type Rows = ReturnType<typeof slotRowsOf>

/** Says each trouble once: the database may be away for long. */
const reporter = () => {
  let told = ''
  return (error: unknown) => {
    const reason = error instanceof Error ? error.message || String('code' in error ? error.code : error.name) : String(error)
    if (reason !== told)
      console.error(`The launcher cannot ask the database which workers are wanted (${reason}); it goes on with those it has.`)
    told = reason
  }
}

/** The children of this launcher, by the slot each fills. */
const openChildren = (rows: Rows, { env, excused }: Fleet, report: (error: unknown) => void) => {
  const kept = new Map<number, Kept>()
  const failure = Promise.withResolvers<string>()
  let up = false
  const gone = (pid: number | undefined) => pid !== undefined && void rows.ended(hostname(), pid).catch(report)
  const start = ({ id, round }: Slot) => {
    const surroundings = { ...env, WORKER_SLOT: String(id) }
    const child = supervise({ name: 'worker', file: 'apps/worker/src/main.ts', env: surroundings, final: notAgain, gone, excused })
    if (up) child.declareUp()
    kept.set(id, { child, round })
    void child.failed.then(failure.resolve)
    void child.over.then(() => kept.get(id)?.child === child && kept.delete(id))
  }
  const all = () => [...kept.values()].map(({ child }) => child)
  const declareUp = () => {
    up = true
    for (const child of all()) child.declareUp()
  }
  return { kept, start, all, declareUp, failed: failure.promise }
}

/** Keeps the worker processes that the slots of this launcher want, and replaces those that do not answer. */
const openKeeper = (pool: Pool, fleet: Fleet, report: (error: unknown) => void) => {
  const rows = slotRowsOf(pool, supervisorOf(fleet.folder))
  const { kept, start, ...children } = openChildren(rows, fleet, report)
  const fit = (slot: Slot) => {
    const one = kept.get(slot.id)
    if (!one && slot.wanted) start(slot)
    if (!one) return
    if (!slot.wanted) void one.child.stop(slot.force ? 0 : undefined)
    else if (one.round !== slot.round) {
      one.round = slot.round
      one.child.restart(slot.force)
    }
  }
  const look = async () => {
    const slots = await rows.all()
    slots.forEach(fit)
    const wanted = new Set(slots.map(({ id }) => id))
    for (const [id, { child }] of kept) if (!wanted.has(id)) void child.stop()
  }
  /** A worker so busy that it does not notice that its job was cancelled is killed. */
  const free = async () => {
    for (const { child } of kept.values()) if (await rows.isStuck(`${hostname()}:${child.pid()}`)) child.restart(true)
  }
  return { ...children, rows, look, free }
}

/**
 * The worker processes of this machine, as one child among others: started and stopped from the browser, started again when they die.
 * Which are wanted is in the database (`worker_slots`); while it is away, those that run go on.
 */
export const openFleet = async (fleet: Fleet): Promise<Supervised> => {
  const report = reporter()
  const pool = new Pool({ connectionString: fleet.env.DATABASE_URL, max: 2, connectionTimeoutMillis: 10_000 })
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  const signal = await listenTo(fleet.env.DATABASE_URL, report)
  const { rows, look, free, all, failed, declareUp } = openKeeper(pool, fleet, report)
  let looking = Promise.resolve()
  const again = (work: () => Promise<void>) => (looking = looking.then(work).catch(report))
  void again(look)
  const timer = setInterval(() => {
    void again(look)
    void again(free)
  }, often)
  const off = signal.on(({ noun }) => {
    if (noun === 'slots' || noun === '*') void again(look)
    if (noun === 'cancels') setTimeout(() => void again(free), patience)
  })
  const over = Promise.withResolvers<void>()
  const stop = async (allowed?: number) => {
    clearInterval(timer)
    off()
    const hurried = allowed !== undefined
    if (!hurried) await looking
    await Promise.all(all().map((child) => child.stop(allowed)))
    if (!hurried) await rows.leave().catch(report)
    await Promise.race([Promise.all([signal.close(), pool.end()]), new Promise((resolve) => setTimeout(resolve, 1000).unref())])
    over.resolve()
  }
  return { failed, declareUp, restart: () => all().forEach((child) => child.restart()), pid: () => undefined, over: over.promise, stop }
}
