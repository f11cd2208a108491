import { wishToStop } from './lifetime.ts'
import { announce } from './testRun/tally.ts'
import { walk } from './testRun/walk.ts'

const tally = await walk({ args: process.argv.slice(2), signal: wishToStop() })
announce(tally)
process.exitCode = tally.failed > 0 ? 1 : 0
