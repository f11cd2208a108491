import { spawn } from 'node:child_process'
import path from 'node:path'
import { onNpmGone } from './npmGone.mjs'
import { places } from './places.mjs'
import { environment, runtime, setUp } from './setUp.mjs'

const commands = { start: 'start', dev: 'dev', test: 'test', check: 'check', e2e: 'e2e', 'db:new': 'newMigration', console: 'console' }

/** Aborts on every wish to stop, whoever sends it. */
function wishToStop() {
  const wish = new AbortController()
  const stop = () => wish.abort()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
  onNpmGone(stop)
  return wish.signal
}

/** Passes a wish to stop on to the command, and its exit code back. The open channel tells the command when we are killed outright. */
function run(name, args, signal) {
  const file = path.join(places.root, 'apps/cli/src', `${commands[name]}.ts`)
  const child = spawn(runtime(), [file, ...args], { cwd: places.root, env: environment(), stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  signal.addEventListener('abort', () => child.kill('SIGTERM'))
  child.on('exit', (code, by) => {
    if (by) console.error(`Reeve was ended by ${by}.`)
    process.exit(code ?? 1)
  })
}

/** Sets up what is missing and runs the command on the pinned Node. */
export async function handOver(name, args) {
  if (!Object.hasOwn(commands, name ?? '')) {
    console.error(`Reeve has the commands ${Object.keys(commands).join(', ')}; it does not know ${name ?? 'an empty one'}.`)
    process.exitCode = 1
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
