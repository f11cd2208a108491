import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { readEnv } from '../../kernel/process/env.ts'
import { openOutbox } from './outbox.ts'

/** Something at the place of Redis that takes connections and never answers. */
const silence = async () => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => void sockets.add(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('a caller does not wait for a queue that does not answer, whatever number of queues its jobs are for', async () => {
  const said: string[] = []
  const report = (error: unknown) => void said.push(error instanceof Error ? error.message : '')
  const outbox = openOutbox(readEnv({ ...process.env, BASE_URL: '', REDIS_URL: await silence() }), 'test', report)
  const rows = ['default', 'email', 'prio'].map((worker, id) => ({ id, worker, job_type: 'purge_jobs', round: 1 }))
  await outbox.deliver(rows)
  // One wait for all of them, which the sentence names.
  expect(said).toEqual(['The queue did not answer within 0.3 s. Its jobs are kept and delivered later.'])
  expect(await outbox.ready()).toBe(false)
})
