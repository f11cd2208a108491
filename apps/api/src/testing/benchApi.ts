/** A process that takes jobs over HTTP, as the api does: each in a change of its own, answered once it is committed. */

import { createServer } from 'node:http'
import { readEnv } from '@reeve/core/kernel/process/env'
import { systemActor } from '@reeve/core/kernel/systemActor'
import { change } from '@reeve/core/request/change'
import { openSystem } from '@reeve/core/system'
import { errandOf } from '@reeve/core/testing/benchErrand'
import pino from 'pino'

const env = readEnv()
try {
  const system = await openSystem(env, { log: pino({ level: 'silent' }), connections: 10 })
  const errand = errandOf(undefined, 0)
  const server = createServer((req, res) => {
    const uid = (req.url ?? '').slice(1)
    change(system, systemActor(), {}, ({ enqueue }) => enqueue(errand, { uid: `${uid}-${system.ports.random.uuid()}` })).then(
      () => res.end('ok'),
      () => res.writeHead(500).end(),
    )
  })
  server.listen(env.PORT, '127.0.0.1')
  process.on('disconnect', () => process.exit(0))
} catch {
  process.exit(1)
}
