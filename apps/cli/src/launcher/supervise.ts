import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../tool.ts'
import { logOf } from './logFiles.ts'

type Wish = {
  name: string
  file: string
  env: NodeJS.ProcessEnv
  args?: string[]
  cwd?: string
  /** The exit code by which a child says that it is not wanted any more. */
  final?: number
  /** Told of each process that ended, however it did. */
  gone?: (pid: number | undefined) => void
}
export type Supervised = {
  /** Settles with a sentence when the child ends before it was declared up. */
  failed: Promise<string>
  /** From now on a child that ends is started again. */
  declareUp: () => void
  /** `force`: without waiting for what it does. */
  restart: (force?: boolean) => void
  /** Of the process that runs now. */
  pid: () => number | undefined
  /** Settles when it is over for good. */
  over: Promise<void>
  stop: (force?: boolean) => Promise<void>
}

/** Small young generations and few malloc arenas: a fifth less memory at rest; compiled code is kept for the next start. */
export const frugal = ['--no-warnings', '--max-semi-space-size=2']
const sparing = (env: NodeJS.ProcessEnv) => ({
  MALLOC_ARENA_MAX: '2',
  ...(env.DATA_DIR && { NODE_COMPILE_CACHE: path.join(env.DATA_DIR, 'cache') }),
  ...env,
})

/** The open channel is how the child learns that we were killed. What it says is shown and kept. */
const run = ({ name, file, env, args = [], cwd = root }: Wish) => {
  const child = spawn(process.execPath, [...frugal, file, ...args], { cwd, env: sparing(env), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  for (const stream of [child.stdout, child.stderr]) stream?.pipe(logOf(env.DATA_DIR, name), { end: false })
  return child
}

const ended = (child: ChildProcess) =>
  new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })

const isOver = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

const stopChild = async (child: ChildProcess, force: boolean) => {
  if (isOver(child)) return
  const over = ended(child)
  child.kill(force ? 'SIGKILL' : 'SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await over
  clearTimeout(timer)
}

/** Half a second after a first death, at most five after many; a child that lived for a minute begins anew. */
const pauseAfter = (deaths: number) => Math.min(5_000, 250 * 2 ** deaths)

const say = (name: string, why: string, deaths: number) => {
  if (deaths % 5 === 0)
    console.error(`The ${name} does not stay up: it ended ${deaths} times in a row, last with ${why}. It is tried again every few seconds.`)
  else console.error(`The ${name} ended (${why}); starting it again.`)
}

/** Runs a process and, once it has been up, brings it back whenever it ends. */
export const supervise = (wish: Wish): Supervised => {
  const stopping = new AbortController()
  const failure = Promise.withResolvers<string>()
  let child = run(wish)
  let up = false
  let wanted = false
  const look = async () => {
    for (let deaths = 0; ; ) {
      const begin = Date.now()
      const why = await ended(child)
      wish.gone?.(child.pid)
      if (stopping.signal.aborted || (wish.final !== undefined && child.exitCode === wish.final)) return
      if (!up) return failure.resolve(`The ${wish.name} did not start (${why}).`)
      deaths = wanted || Date.now() - begin > 60_000 ? 1 : deaths + 1
      if (!wanted) say(wish.name, why, deaths)
      if (!wanted) await sleep(pauseAfter(deaths), undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      wanted = false
      child = run(wish)
    }
  }
  const watched = look()
  const restart = (force = false) => {
    wanted = true
    child.kill(force ? 'SIGKILL' : 'SIGTERM')
  }
  const stop = async (force = false) => {
    stopping.abort()
    await stopChild(child, force)
    await watched
  }
  return { failed: failure.promise, declareUp: () => (up = true), restart, stop, pid: () => child.pid, over: watched }
}
