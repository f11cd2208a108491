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
  /** The exit code by which a child says that it is not to be started again. */
  final?: number
  /** Called with the pid of each process that ended, whatever the reason. */
  gone?: (pid: number | undefined) => void
  /** While this is true a death has a known cause outside of the child and does not count as one of its own. */
  excused?: () => boolean
}
export type Supervised = {
  /** Resolves with a sentence when the child ended several times in a row before it was declared up. */
  failed: Promise<string>
  /** From now on the child is started again however often it ends. */
  declareUp: () => void
  /** `force`: kills the child without waiting for its work. */
  restart: (force?: boolean) => void
  /** The pid of the running process. */
  pid: () => number | undefined
  /** Resolves when the child has ended and is not started again. */
  over: Promise<void>
  /** Stops the child. `patience`: after so many milliseconds it is killed; 0 kills it at once. */
  stop: (patience?: number) => Promise<void>
}

/**
 * Small young generations and a slow growth of the heap, and no optimising compiler for WebAssembly: only Prisma's query compiler uses
 * it, whose plans are cached. See docs/decisions.md for what each saves.
 */
export const frugal = ['--no-warnings', '--max-semi-space-size=2', '--liftoff-only', '--heap-growing-percent=30']
const sparing = (env: NodeJS.ProcessEnv) => ({
  MALLOC_ARENA_MAX: '2',
  ...(env.DATA_DIR && { NODE_COMPILE_CACHE: path.join(env.DATA_DIR, 'cache') }),
  ...env,
})

/** Through the open channel the child learns that the launcher was killed. Its output is shown and logged. */
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

/** A worker or api ends by itself within 15 s. */
const usualPatience = 20_000
const stopChild = async (child: ChildProcess, patience: number) => {
  if (isOver(child)) return
  const over = ended(child)
  child.kill(patience === 0 ? 'SIGKILL' : 'SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  await over
  clearTimeout(timer)
}

/** Half a second after a first death, at most five seconds after many. A child that lived for a minute begins anew. */
const pauseAfter = (deaths: number) => Math.min(5_000, 250 * 2 ** deaths)
/** So many deaths in a row, before it was ever up, show that a child cannot start. */
const mostDeaths = 5

const say = (name: string, why: string, deaths: number) => {
  if (deaths > 0 && deaths % 5 === 0)
    console.error(`The ${name} does not stay up: it ended ${deaths} times in a row, last with ${why}. It is tried again every few seconds.`)
  else console.error(`The ${name} ended (${why}); starting it again.`)
}

/** Runs a process and starts it again whenever it ends. */
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
      deaths = wanted || Date.now() - begin > 60_000 ? 1 : deaths + 1
      if (wish.excused?.()) deaths = 1
      if (!up && deaths >= mostDeaths)
        return failure.resolve(`The ${wish.name} did not start: it ended ${deaths} times in a row, last with ${why}.`)
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
  const stop = async (patience = usualPatience) => {
    stopping.abort()
    await stopChild(child, patience)
    await watched
  }
  return { failed: failure.promise, declareUp: () => (up = true), restart, stop, pid: () => child.pid, over: watched }
}
