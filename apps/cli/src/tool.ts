import { spawn } from 'node:child_process'
import path from 'node:path'

/** The checkout. */
export const root = path.resolve(import.meta.dirname, '../../..')

type Wish = { env?: NodeJS.ProcessEnv; signal?: AbortSignal; quiet?: boolean }
export type Outcome = { code: number; output: string }

/** SIGINT is what test runners clean up after. A group whose last process has just ended is what was wanted. */
const stopGroup = (leader: number) => {
  try {
    process.kill(-leader, 'SIGINT')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Runs a program in the checkout, either keeping what it prints (`quiet`) or showing it at once. It gets a group of its own, so that stopping reaches its children too. */
export const runTool = (command: string, args: string[], { env = {}, signal, quiet = false }: Wish = {}) =>
  new Promise<Outcome>((resolve) => {
    const stdio = quiet ? 'pipe' : 'inherit'
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', stdio, stdio], detached: true })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
    const stop = () => child.pid && stopGroup(child.pid)
    signal?.addEventListener('abort', stop)
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => {
      signal?.removeEventListener('abort', stop)
      resolve({ code: code ?? 1, output })
    })
  })
