import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../tool.ts'

const file = path.join(root, 'apps/cli/src/prepare.ts')
const tryAgain = 75
const pause = 1_000

const run = async (env: NodeJS.ProcessEnv, signal: AbortSignal) => {
  const child = spawn(process.execPath, ['--no-warnings', file], { cwd: root, env, stdio: ['ignore', 'inherit', 'pipe'], signal })
  const ended = once(child, 'close')
  const [said] = await Promise.all([text(child.stderr), ended])
  return { code: child.exitCode, said: said.trim() }
}

/**
 * Migrates and seeds the database in a short-lived process. Tried again while the database is away or the process is killed; any other
 * refusal is thrown as one sentence.
 */
export const prepareDatabase = async (env: NodeJS.ProcessEnv, signal: AbortSignal) => {
  let told = ''
  for (;;) {
    const { code, said } = await run(env, signal)
    if (code === 0) return
    if (code !== tryAgain && code !== null) throw new Error(said)
    const sentence = `The database could not be prepared (${said || 'its process was killed'}); trying again.`
    if (sentence !== told) console.error(sentence)
    told = sentence
    await sleep(pause, undefined, { signal })
  }
}
