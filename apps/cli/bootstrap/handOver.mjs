import { spawn } from 'node:child_process'
import path from 'node:path'
import { problemsIn } from '../../../packages/core/src/kernel/process/variables.mjs'
import { onNpmGone } from './npmGone.mjs'
import { places } from './places.mjs'
import { environment, runtime, setUp } from './setUp.mjs'

const commands = { start: 'start', dev: 'dev', test: 'test', check: 'check', e2e: 'e2e', 'db:new': 'newMigration', console: 'console' }

/** These work on an installation, so the variables that describe it must make sense before anything is installed. */
const installing = ['start', 'dev', 'console']

/** Aborts on every wish to stop: a signal, or the end of the npm that started this. */
function wishToStop() {
  const wish = new AbortController()
  const stop = () => wish.abort()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
  onNpmGone(stop)
  return wish.signal
}

/** Small young generations, fewer threads for the garbage collector: the launcher only waits. */
const flags = ['--no-warnings', '--max-semi-space-size=1', '--v8-pool-size=1']

/** Passes a wish to stop on to the command, and its exit code back. The open channel tells the command when this process is killed. */
function run(name, args, signal) {
  const file = path.join(places.root, 'apps/cli/src', `${commands[name]}.ts`)
  const child = spawn(runtime(), [...flags, file, ...args], {
    cwd: places.root,
    env: environment(),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  signal.addEventListener('abort', () => child.kill('SIGTERM'))
  child.on('exit', (code, by) => {
    if (by) console.error(`Reeve was ended by ${by}.`)
    process.exit(code ?? 1)
  })
}

/** Sets up what is missing and runs the command on the pinned Node. */
export async function handOver(name, args) {
  if (!Object.hasOwn(commands, name ?? '')) {
    console.error(`Reeve has the commands ${Object.keys(commands).join(', ')}; there is no command ${name ?? 'without a name'}.`)
    process.exitCode = 1
    return
  }
  const problems = installing.includes(name) ? problemsIn(process.env) : []
  if (problems.length > 0) {
    console.error(problems.join('\n'))
    process.exitCode = name === 'console' ? 2 : 1
    return
  }
  const signal = wishToStop()
  try {
    await setUp(signal)
    if (!signal.aborted) run(name, args, signal)
  } catch (error) {
    if (signal.aborted) return
    console.error(error.message)
    process.exitCode = 1
  }
}
