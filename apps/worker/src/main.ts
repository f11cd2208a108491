import { readEnv } from '@reeve/core/env'
import { untilStopped } from '@reeve/core/lifetime'
import { openSystem } from '@reeve/core/system'
import pino from 'pino'
import { openHost } from './host.ts'

const env = readEnv()
const log = pino({ name: 'worker', level: env.LOG_LEVEL })
const system = await openSystem(env, { log })
const host = await openHost(system)

untilStopped(
  async () => {
    await host.stop()
    await system.close()
  },
  (error) => log.error(error),
)
log.info('The worker is ready.')
