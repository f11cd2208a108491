import { wishToStop } from './lifetime.ts'
import { withPostgres } from './postgres/throwAwayPostgres.ts'
import { checks } from './testRun/checks.ts'
import { provideAll } from './testRun/prerequisites.ts'
import { jobsOnRedis } from './testRun/redis.ts'
import { runSuites } from './testRun/suites.ts'
import { announce, sum, type Tally } from './testRun/tally.ts'
import { walk } from './testRun/walk.ts'

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
