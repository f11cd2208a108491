import { watchOf } from '@reeve/core/background/workers/watch'
import { readEnv } from '@reeve/core/kernel/process/env'
import { untilStopped } from '@reeve/core/kernel/process/lifetime'
import { openLog } from '@reeve/core/kernel/process/openLog'
import { every } from '@reeve/core/kernel/process/timers'
import { mailAlerts } from '@reeve/core/mail/send/mailAlerts'
import { openSystem } from '@reeve/core/system'
import { buildApp } from './app.ts'
import { usualLimits } from './pressure.ts'

const env = readEnv()
const log = openLog('api', env.LOG_LEVEL)
// What this process writes is its own.
process.umask(0o077)
try {
  const system = await openSystem(env, { log, connections: 15 })
  const app = await buildApp(system, usualLimits)
  const watch = watchOf(system)
  const watching = every(
    15_000,
    async () => mailAlerts(system, await watch()),
    (error) => log.error(error),
  )
  await app.listen({ host: env.HOST, port: env.PORT })
  untilStopped(
    async () => {
      await watching.stop()
      await app.close()
      await system.close()
    },
    (error) => log.error(error),
  )
  log.info(`The api listens at ${env.BASE_URL}/`)
} catch (error) {
  log.fatal(error)
  process.exit(1)
}
