import { get } from 'node:http'
import { callOf } from '@reeve/wire/dialect/call'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { sendList } from './wireAnswer.ts'

const call = callOf({ method: 'GET', url: '/roles/index', accept: 'application/json' })
const serverOf = async (batches: () => AsyncGenerator<unknown[]>) => {
  const app = Fastify()
  app.get('/', (req, reply) => sendList(req, reply, call, batches(), 'compact'))
  return { app, address: await app.listen({ host: '127.0.0.1', port: 0 }) }
}
const batch = Array.from({ length: 1000 }, (_, id) => ({ Role: { id: String(id), name: 'x'.repeat(100) } }))

it('reads no further when the client has left', async () => {
  let read = 0
  const ended = Promise.withResolvers<number>()
  const { app, address } = await serverOf(async function* () {
    try {
      for (; read < 100_000; read++) yield batch
    } finally {
      ended.resolve(read)
    }
  })
  const request = get(address, (answer) => answer.once('data', () => request.destroy()))
  request.on('error', () => {})
  expect(await ended.promise).toBeLessThan(1000)
  await app.close()
})

it('cuts the connection when something fails half-way, and never closes the list', async () => {
  const { app, address } = await serverOf(async function* () {
    yield batch
    yield batch
    throw new Error('The disk is gone.')
  })
  const text = Promise.withResolvers<string>()
  get(address, (answer) => {
    let told = ''
    answer.on('data', (part) => (told += String(part)))
    answer.on('close', () => text.resolve(answer.complete ? 'complete' : told))
    answer.on('error', () => {})
  })
  expect(await text.promise).toMatch(/^\[\{"Role"/)
  expect((await text.promise).endsWith(']')).toBe(false)
  await app.close()
})

it('sends one batch whole, and none as an empty list', async () => {
  const { app, address } = await serverOf(async function* () {
    yield [{ Role: { id: '1' } }]
  })
  expect(await (await fetch(address)).text()).toBe('[{"Role":{"id":"1"}}]')
  await app.close()
  const empty = await serverOf(async function* () {})
  expect(await (await fetch(empty.address)).text()).toBe('[]')
  await empty.app.close()
})
