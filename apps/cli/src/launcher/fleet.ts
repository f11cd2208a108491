import { hostname } from 'node:os'
import path from 'node:path'
import { type Slot, slotRowsOf } from '@reeve/core/background/data/slotRows'
import { handOnFrom } from '@reeve/core/background/perform'
import { openSystem, type System } from '@reeve/core/context'
import { readEnv } from '@reeve/core/kernel/env'
import pino from 'pino'
import { type Supervised, supervise } from './supervise.ts'

/** How a worker says that an admin stopped it (`apps/worker/src/main.ts`). */
const notAgain = 86
const often = 5000
/** How long a cancelled job may go on before it is looked at from outside. */
const patience = 4200

type Kept = { child: Supervised; round: number }
type Fleet = { env: NodeJS.ProcessEnv; folder: string }

/** The children of this launcher, by the slot each fills. */
const openChildren = (system: System, { env }: Fleet) => {
  const kept = new Map<number, Kept>()
  let up = false
  const gone = (pid: number | undefined) =>
    void handOnFrom(system, `${hostname()}:${pid}`).catch((error: unknown) => system.log.error(error))
  const start = ({ id, round }: Slot) => {
    const surroundings = { ...env, WORKER_SLOT: String(id) }
    const child = supervise({ name: 'worker', file: 'apps/worker/src/main.ts', env: surroundings, final: notAgain, gone })
    if (up) child.declareUp()
    kept.set(id, { child, round })
    void child.over.then(() => kept.get(id)?.child === child && kept.delete(id))
  }
  const all = () => [...kept.values()].map(({ child }) => child)
  const declareUp = () => {
    up = true
    for (const child of all()) child.declareUp()
  }
  return { kept, start, all, declareUp }
}

/** Keeps the worker processes that the rows of this machine's launcher want, and replaces those that do not answer. */
const openKeeper = (system: System, fleet: Fleet) => {
  const rows = slotRowsOf(system.pool, `${hostname()}:${path.resolve(fleet.folder)}`)
  const { kept, start, all, declareUp } = openChildren(system, fleet)
  const fit = (slot: Slot) => {
    const one = kept.get(slot.id)
    if (!one && slot.wanted) start(slot)
    if (!one) return
    if (!slot.wanted) void one.child.stop(slot.force)
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
  /** Whoever is so busy that it does not even hear that its job was cancelled is ended from outside. */
  const free = async () => {
    for (const { child } of kept.values()) if (await rows.isStuck(`${hostname()}:${child.pid()}`)) child.restart(true)
  }
  return { rows, look, free, all, declareUp }
}

/** The worker processes of this machine, as one child among others: started and stopped from the browser, brought back when they die. */
export const openFleet = async (fleet: Fleet): Promise<Supervised> => {
  const system = await openSystem(readEnv(fleet.env), {
    log: pino({ name: 'launcher', level: fleet.env.LOG_LEVEL ?? 'info' }),
    connections: 2,
  })
  const { rows, look, free, all, declareUp } = openKeeper(system, fleet)
  const report = (error: unknown) => system.log.error(error)
  await rows.begin()
  await look()
  let looking = Promise.resolve()
  const again = (work: () => Promise<void>) => void (looking = looking.then(work).catch(report))
  const timer = setInterval(() => {
    again(look)
    again(free)
  }, often)
  const off = system.signal.on(({ noun }) => {
    if (noun === 'slots' || noun === '*') again(look)
    if (noun === 'cancels') setTimeout(() => again(free), patience)
  })
  const over = Promise.withResolvers<void>()
  return {
    failed: Promise.race(all().map((child) => child.failed)),
    declareUp,
    restart: () => all().forEach((child) => child.restart()),
    pid: () => undefined,
    over: over.promise,
    stop: async () => {
      clearInterval(timer)
      off()
      await looking
      await Promise.all(all().map((child) => child.stop()))
      await rows.leave().catch(report)
      await system.close()
      over.resolve()
    },
  }
}
