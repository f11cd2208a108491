import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')

/** What a test run sets for itself must not reach the installation under test. */
const ours = [
  'DATABASE_URL',
  'REDIS_URL',
  'SECRET_KEY',
  'HOST',
  'PORT',
  'BASE_URL',
  'DATA_DIR',
  'NODE_ENV',
  'LOG_LEVEL',
  'NODE_OPTIONS',
  'VITEST',
]

export const clean = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.includes(name)))

export type Launched = {
  pid: number
  output: () => string
  /** Resolves with the address once it is announced; rejects with everything that was printed when it ends before. */
  ready: Promise<string>
  exit: Promise<number | NodeJS.Signals>
  kill: (signal: NodeJS.Signals) => void
  stop: () => Promise<number | NodeJS.Signals>
}

const started = ({ child, command }: { child: ChildProcess; command: string }): Launched => {
  let text = ''
  const announced = Promise.withResolvers<string>()
  announced.promise.catch(() => {})
  const hear = (chunk: string) => {
    text += chunk
    const address = /^Reeve is ready at (\S+)$/m.exec(text)?.[1]
    if (address) announced.resolve(address)
  }
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', hear)
  const exit = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('close', (code, signal) => {
      resolve(code ?? signal ?? 1)
      announced.reject(new Error(`${command} ended before it was ready:\n${text}`))
    })
  })
  const kill = (signal: NodeJS.Signals) => void child.kill(signal)
  const stop = () => {
    kill('SIGTERM')
    return exit
  }
  return { pid: child.pid ?? 0, output: () => text, ready: announced.promise, exit, kill, stop }
}

/** Starts an installation as a person would, by npm or by the script that npm runs. It ends when the test that started it does. */
export const launch = (env: NodeJS.ProcessEnv, { by = 'node', nodeArgs = [] }: { by?: 'node' | 'npm'; nodeArgs?: string[] } = {}) => {
  const [command, args] = by === 'npm' ? ['npm', ['start']] : ['node', [...nodeArgs, 'apps/cli/bootstrap.mjs', 'start']]
  const options = {
    cwd: root,
    env: { ...clean(), npm_lifecycle_event: 'start', ...env },
    stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
  }
  return started({ child: spawn(command, args, options), command: [command, ...args].join(' ') })
}

export type Found = { pid: number; words: string }

const processes = () =>
  readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? ''
        const [state, parent] = stat.split(' ')
        return state === 'Z'
          ? []
          : [{ pid, parent: Number(parent), words: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
      } catch {
        return []
      }
    })

/** All processes below this one, as the kernel sees them. */
export const below = (pid: number): Found[] => {
  const all = processes()
  const reach = (parent: number): Found[] => all.filter((one) => one.parent === parent).flatMap((one) => [one, ...reach(one.pid)])
  return reach(pid)
}

/** Processes that name this text, wherever they hang. */
export const naming = (text: string): Found[] => processes().filter(({ words }) => words.includes(text))
