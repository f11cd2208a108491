import { once } from 'node:events'
import type { Env } from '@reeve/core/kernel/env'
import { migrate } from '../../../../prisma/migrate.ts'
import { seed } from '../../../../prisma/seed.ts'
import { openDatabase } from '../postgres/openDatabase.ts'
import { openFleet } from './fleet.ts'
import { openDataFolder } from './openDataFolder.ts'
import { type Supervised, supervise } from './supervise.ts'
import { environmentOf, surroundingsIn } from './surroundings.ts'
import { untilReady } from './untilReady.ts'

/** `screens` prepares what the api serves under /app; `undo` collects how to take everything down, first things last. */
type Wish = { signal: AbortSignal; undo: (() => Promise<void> | void)[]; screens: () => Promise<void> }

const prepare = async (databaseUrl: string, dataDir: string, secretKey: string) => {
  await migrate(databaseUrl)
  const login = await seed({ databaseUrl, dataDir, secretKey, env: process.env })
  if (!login) return
  const { email, password, key } = login
  console.log(
    `\nThe first admin\n  e-mail    ${email}\n  password  ${password}\n  auth key  ${key}\nThis is shown once, and kept in ${dataDir}/first-login.txt.\n`,
  )
}

/** Up means that the api is ready and none of the servers has ended meanwhile. */
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
  const env = await surroundingsIn(data)
  const building = screens()
  building.catch(() => {})
  const database = await openDatabase({ folder: data.folder, databaseUrl: process.env.DATABASE_URL || undefined })
  undo.push(database.stop)
  await prepare(database.url, data.folder, env.SECRET_KEY)
  await building
  signal.throwIfAborted()
  const forChildren = environmentOf(env, database.url)
  const server = (name: string) => supervise({ name, file: `apps/${name}/src/main.ts`, env: forChildren })
  const begun: Supervised[] = []
  undo.push(async () => void (await Promise.all(begun.map((child) => child.stop()))))
  const begin = (child: Supervised) => (begun.push(child), child)
  const children = { api: begin(server('api')), worker: begin(await openFleet({ env: forChildren, folder: data.folder })) }
  await untilUp(Object.values(children), env, signal)
  signal.throwIfAborted()
  return { env, children }
}

/** Runs until someone wants to stop, then takes everything down in reverse; answers the exit code. */
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
