/** A worker process whose errands never end: to be killed over them. */

import { readEnv } from '@reeve/core/kernel/process/env'
import { untilStopped } from '@reeve/core/kernel/process/lifetime'
import { performable } from '@reeve/core/request/defineJob'
import { openSystem } from '@reeve/core/system'
import { errandIn } from '@reeve/core/testing/errand'
import pino from 'pino'
import { openHost } from '../host.ts'

const log = pino({ level: 'silent' })
const system = await openSystem(readEnv(), { log })
const hosting = openHost(system, { types: ['default', 'prio'], jobs: [performable(errandIn(process.env.ERRANDS ?? '', true))] })
untilStopped(
  async () => {
    await (await hosting).stop()
    await system.close()
  },
  () => {},
)
