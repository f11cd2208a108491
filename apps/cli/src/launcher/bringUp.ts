import { once } from 'node:events'
import type { Env } from '@reeve/core/kernel/process/env'
import { openDatabase } from '../postgres/openDatabase.ts'
import { openFleet } from './fleet.ts'
import { openDataFolder } from './openDataFolder.ts'
import { prepareDatabase } from './prepareDatabase.ts'
import { type Supervised, supervise } from './supervise.ts'
import { environmentOf, surroundingsIn } from './surroundings.ts'
import { untilReady } from './untilReady.ts'

/** `screens` builds what the api serves under /app; `undo` collects how to take everything down, first things last. */
type Wish = { signal: AbortSignal; undo: (() => Promise<void> | void)[]; screens: () => Promise<void> }

/** While the database does not answer, api and worker cannot end in order: they have 1.5 s. */
const hurried = 1_500

/** Waits until the api is ready. Throws a sentence when one of the children cannot be started. */
const untilUp = async (children: Supervised[], env: Env, signal: AbortSignal) => {
  const settled = new AbortController()
  const failed = Promise.race(children.map((child) => child.failed)).then((sentence) => {
    throw new Error(sentence)
  })
  try {
    await Promise.race([untilReady(env, AbortSignal.any([signal, settled.signal])), failed])
  } finally {
    settled.abort()
  }
  for (const child of children) child.declareUp()
}

/** From nothing to a served page on one machine. */
export const bringUp = async ({ signal, undo, screens }: Wish) => {
  const data = await openDataFolder(process.env.DATA_DIR || '.data')
  undo.push(data.release)
  signal.addEventListener('abort', data.leaving)
  const surroundings = await surroundingsIn(data)
  const building = screens()
  building.catch(() => {})
  const database = await openDatabase({ folder: data.folder, databaseUrl: process.env.DATABASE_URL || undefined, signal })
  undo.push(database.stop)
  const { env, forPreparing, forChildren } = environmentOf(surroundings, database.url)
  await prepareDatabase(forPreparing, signal)
  await building
  signal.throwIfAborted()
  const excused = () => !database.isWell()
  const begun: Supervised[] = []
  undo.push(async () => void (await Promise.all(begun.map((child) => child.stop(database.isWell() ? undefined : hurried)))))
  const begin = (child: Supervised) => (begun.push(child), child)
  const api = begin(supervise({ name: 'api', file: 'apps/api/src/main.ts', env: forChildren, excused }))
  const worker = begin(await openFleet({ env: forChildren, folder: data.folder, excused }))
  const children = { api, worker }
  await untilUp(Object.values(children), env, signal)
  signal.throwIfAborted()
  return { env, children }
}

/** Runs until the process is told to stop, then takes everything down in reverse order; answers the exit code. */
export const untilStopped = async (signal: AbortSignal, run: (undo: Wish['undo']) => Promise<void>) => {
  const undo: Wish['undo'] = []
  let code = 0
  try {
    await run(undo)
    if (!signal.aborted) await once(signal, 'abort')
  } catch (error) {
    if (!signal.aborted) {
      console.error(error instanceof Error ? error.message : error)
      code = 1
    }
  }
  for (const step of undo.reverse()) await step()
  return code
}
