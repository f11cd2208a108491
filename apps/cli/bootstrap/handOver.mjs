import { spawn } from 'node:child_process'
import path from 'node:path'
import { onNpmGone } from './npmGone.mjs'
import { places } from './places.mjs'
import { environment, runtime, setUp } from './setUp.mjs'

const commands = { start: 'start', dev: 'dev', test: 'test', check: 'check', e2e: 'e2e', 'db:new': 'newMigration' }

/** Passes every wish to stop on to the command, whoever sends it. The open channel tells the command when we are killed outright. */
function follow(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'))
  onNpmGone(() => child.kill('SIGTERM'))
}

function spawnCommand(name, args) {
  const file = path.join(places.root, 'apps/cli/src', `${commands[name]}.ts`)
  const child = spawn(runtime(), [file, ...args], { cwd: places.root, env: environment(), stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  follow(child)
  child.on('exit', (code, signal) => {
    if (signal) console.error(`Reeve was ended by ${signal}.`)
    process.exitCode = code ?? 1
  })
}

/** Sets up what is missing and runs the command on the pinned Node. */
export async function handOver(name, args) {
  if (!Object.hasOwn(commands, name ?? '')) {
    console.error(`Reeve has the commands ${Object.keys(commands).join(', ')}; it does not know ${name ?? 'an empty one'}.`)
    process.exitCode = 1
    return
  }
  try {
    await setUp()
    spawnCommand(name, args)
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
