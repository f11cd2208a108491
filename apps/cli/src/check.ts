import { checks } from './checks.ts'
import { wishToStop } from './lifetime.ts'
import { withPostgres } from './throwAwayPostgres.ts'

const signal = wishToStop()
const { failed } = await withPostgres((server) => checks({ env: { TEST_PG: server }, signal }))
process.exitCode = failed > 0 ? 1 : 0
