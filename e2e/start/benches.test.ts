import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { clean } from '../launcher.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** Runs a bench as by hand, small: whether it still runs is the question, not how fast anything is. */
const run = async (name: string, args: string[], env: NodeJS.ProcessEnv) => {
  const child = spawn(process.execPath, ['--no-warnings', path.join('e2e/bench', `${name}.ts`), ...args], {
    cwd: root,
    env: { ...clean(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, out, err }
}

// starts.ts clones the repository and installs every package anew: too much for a look whether it runs.
it.each([
  ['kills', ['1', '20', '2', 'PostgreSQL'], {}, 'none lost, none twice'],
  ['mailKills', ['1', '12', '3', 'PostgreSQL'], {}, 'nothing lost, nothing twice'],
  ['jobs', ['50', '1', 'postgres'], {}, 'jobs a second'],
  ['mails', [], { COUNT: '20', ROUNDS: '1' }, 'mails/s'],
  ['requests', [], { ROUNDS: '1', SECONDS: '0.2' }, 'of the bare rate'],
  ['scale', [], { SMALL: '1', ROUNDS: '1' }, 'Sizes'],
  ['memory', ['32', '1'], {}, 'after 32 requests'],
])(
  'the bench %s runs',
  async (name, args, env, said) => {
    const { out, err } = await run(name, args, env)
    expect(out, err).toContain(said)
  },
  600_000,
)
