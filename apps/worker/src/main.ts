import { readEnv } from '@reeve/core/env'
import { untilStopped } from '@reeve/core/lifetime'
import { openSystem } from '@reeve/core/system'
import pino from 'pino'
import { openHost } from './host.ts'

const env = readEnv()
const log = pino({ name: 'worker', level: env.LOG_LEVEL })
// What this process writes is its own.
process.umask(0o077)
try {
  const system = await openSystem(env, { log })
  const hosting = openHost(system)
  // Before the first job can have begun, or a stop in between would end the process over it.
  untilStopped(
    async () => {
      await (await hosting).stop()
      await system.close()
    },
    (error) => log.error(error),
  )
  await hosting
  log.info('The worker is ready.')
} catch (error) {
  log.fatal(error)
  process.exit(1)
}
