import { queuesOfSlot } from '@reeve/core/background/data/slotRows'
import { workerTypes } from '@reeve/core/background/data/workerRows'
import { handOnFrom, processName } from '@reeve/core/background/jobs/perform'
import { type System } from '@reeve/core/context'
import { jobs } from '@reeve/core/jobs'
import { readEnv } from '@reeve/core/kernel/process/env'
import { untilStopped } from '@reeve/core/kernel/process/lifetime'
import { openLog } from '@reeve/core/kernel/process/openLog'
import { openSystem } from '@reeve/core/system'
import { openHost } from './host.ts'

const env = readEnv()
const log = openLog('worker', env.LOG_LEVEL)
// What this process writes is its own.
process.umask(0o077)

/** An admin stopped what this process was for: whoever started it leaves it at that. */
const notAgain = 86

/** What this process is for: its slot says so, else the environment, else everything. */
const typesOf = async ({ pool }: System) => {
  if (env.WORKER_SLOT !== undefined) return (await queuesOfSlot(pool, env.WORKER_SLOT)) ?? []
  return env.WORKER_QUEUES?.split(',').map((name) => name.trim()) ?? workerTypes
}

/** Only the end of the process ends a job that does not listen; whoever watches over us starts another. */
const giveUp = (system: System) => {
  log.warn('A cancelled job does not listen: this worker ends and is replaced.')
  void handOnFrom(system, jobs, processName).finally(() => process.exit(70))
}

try {
  const system = await openSystem(env, { log, connections: 6, longConnections: 8 })
  const types = (await typesOf(system)).filter((type) => workerTypes.some((known) => known === type))
  if (types.length === 0) process.exit(notAgain)
  const hosting = openHost(system, { types, stuck: () => giveUp(system), done: () => process.exit(notAgain) })
  // Before the first job can have begun, or a stop in between would end the process over it.
  untilStopped(
    async () => {
      await (await hosting).stop()
      await system.close()
    },
    (error) => log.error(error),
  )
  await hosting
  log.info({ types }, 'The worker is ready.')
} catch (error) {
  log.fatal(error)
  process.exit(1)
}
