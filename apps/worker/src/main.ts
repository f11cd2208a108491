import { readEnv } from '@reeve/core/env'
import { untilStopped } from '@reeve/core/lifetime'
import { handOnFrom, processName } from '@reeve/core/perform'
import { openSystem } from '@reeve/core/system'
import pino from 'pino'
import { openHost } from './host.ts'

const env = readEnv()
const log = pino({ name: 'worker', level: env.LOG_LEVEL })
// What this process writes is its own.
process.umask(0o077)
try {
  const system = await openSystem(env, { log })
  /** Only the end of the process ends a job that does not listen; whoever watches over us starts another. */
  const end = () => {
    log.warn('A cancelled job does not listen: this worker ends and is replaced.')
    void handOnFrom(system, processName).finally(() => process.exit(70))
  }
  const hosting = openHost(system, undefined, end)
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
