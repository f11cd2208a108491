/** A worker process as Reeve starts them, with the job of the benches instead of its own. */

import { queuesOf } from '@reeve/core/background/data/queues'
import { openPool } from '@reeve/core/database/db'
import { readEnv } from '@reeve/core/kernel/process/env'
import { untilStopped } from '@reeve/core/kernel/process/lifetime'
import { performable } from '@reeve/core/request/defineJob'
import { openSystem } from '@reeve/core/system'
import { errandOf } from '@reeve/core/testing/benchErrand'
import pino from 'pino'
import { openHost } from '../host.ts'

const env = readEnv()
const takes = Number(process.env.BENCH_TAKES ?? 0)
try {
  const system = await openSystem(env, { log: pino({ level: 'silent' }) })
  const pool = takes > 0 ? openPool(env.DATABASE_URL, 4, () => {}) : undefined
  // Bare: the queue alone, without rows.
  if (process.env.BENCH_BARE)
    await queuesOf(env, `${system.instance.uuid}-bare`)
      .worker(
        'prio',
        4,
        async () => {},
        () => {},
      )
      .waitUntilReady()
  const hosting = openHost(system, { types: ['prio'], jobs: [performable(errandOf(pool, takes))] })
  untilStopped(
    async () => (await hosting).stop(),
    () => {},
  )
  await hosting
  process.send?.('ready')
} catch {
  // Whoever watches over us tries again.
  process.exit(1)
}
