import { withPostgres } from './postgres/throwAwayPostgres.ts'
import { runTool } from './tool.ts'

const { code } = await withPostgres((server) =>
  runTool('node', ['--no-warnings', 'prisma/migrate.ts', 'new', ...process.argv.slice(2)], { env: { DATABASE_URL: server } }),
)
process.exitCode = code
