import { checks } from './checks.ts'
import { wishToStop } from './lifetime.ts'
import { provideAll } from './prerequisites.ts'
import { jobsOnRedis } from './redis.ts'
import { runSuites } from './suites.ts'
import { announce, sum, type Tally } from './tally.ts'
import { withPostgres } from './throwAwayPostgres.ts'
import { walk } from './walk.ts'

const args = process.argv.slice(2)
const signal = wishToStop()

/** Everything, one after the other: side by side they would only slow each other down and upset the tests that watch the clock. */
const everything = async (env: NodeJS.ProcessEnv): Promise<Tally[]> => {
  provideAll()
  const parts = [
    () => checks({ env, signal }),
    () => runSuites({ args: ['--project=!start'], env, signal }),
    () => runSuites({ args: ['--project=start'], env, signal }),
    () => jobsOnRedis({ env, signal }),
    () => walk({ args: [], signal }),
  ]
  const tallies: Tally[] = []
  for (const part of parts) if (!signal.aborted) tallies.push(await part())
  return tallies
}

/** With arguments only the vitest suites they select, for quick turns: `npm test -- packages/core`. */
const tallies = await withPostgres(async (server) => {
  const env = { TEST_PG: server }
  return args.length > 0 ? [await runSuites({ args, env, signal })] : everything(env)
})
const tally = sum(tallies)
announce(tally)
process.exitCode = signal.aborted || tally.failed > 0 ? 1 : 0
