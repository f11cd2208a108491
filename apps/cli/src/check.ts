import { wishToStop } from './lifetime.ts'
import { withPostgres } from './postgres/throwAwayPostgres.ts'
import { checks } from './testRun/checks.ts'

const signal = wishToStop()
const { failed } = await withPostgres((server) => checks({ env: { TEST_PG: server }, signal }))
process.exitCode = failed > 0 ? 1 : 0
