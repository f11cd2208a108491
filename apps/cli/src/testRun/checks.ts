import { availableParallelism } from 'node:os'
import { type Outcome, runTool } from '../tool.ts'
import { none, sum, type Tally } from './tally.ts'

type Surroundings = { env: NodeJS.ProcessEnv; signal: AbortSignal }

/** Each line is one check and counts as one test. The slowest come first, so that they do not end alone. */
const steps = ({ TEST_PG }: NodeJS.ProcessEnv): [name: string, command: string, args: string[], env?: NodeJS.ProcessEnv][] => [
  ['types', 'tsc', ['--noEmit', '--pretty', 'false']],
  ['lint', 'oxlint', ['--type-aware', '--format=unix', '--quiet']],
  ['dead code', 'knip', ['--no-progress', '--no-config-hints']],
  ['floor plan', 'depcruise', ['--config', '.dependency-cruiser.json', '--output-type', 'err', 'apps', 'packages', 'prisma']],
  ['schema drift', 'node', ['--no-warnings', 'prisma/migrate.ts', 'check'], { DATABASE_URL: TEST_PG }],
  ['house rules', 'node', ['apps/cli/src/rules.ts']],
  ['format', 'biome', ['check', '--diagnostic-level=error', '--max-diagnostics=50']],
]

const report = (name: string, { code, output }: Outcome, seconds: number) => {
  if (code === 0) console.log(`✓ ${name} (${seconds.toFixed(1)} s)`)
  else console.log(`✗ ${name} (${seconds.toFixed(1)} s)\n${output.trim()}\n`)
}

/** Format, lint, types, floor plan, dead code and schema drift; each prints only when it fails. */
export const checks = async ({ env, signal }: Surroundings): Promise<Tally> => {
  const waiting = steps(env)
  const tallies: Tally[] = []
  const worker = async () => {
    for (let step = waiting.shift(); step && !signal.aborted; step = waiting.shift()) {
      const [name, command, args, own] = step
      const begin = performance.now()
      const outcome = await runTool(command, args, { env: { ...own, FORCE_COLOR: '0' }, signal, quiet: true })
      report(name, outcome, (performance.now() - begin) / 1000)
      tallies.push({ ...none, [outcome.code === 0 ? 'passed' : 'failed']: 1 })
    }
  }
  await Promise.all(Array.from({ length: Math.min(3, availableParallelism()) }, worker))
  return sum(tallies)
}
