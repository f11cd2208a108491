import { fail } from '@reeve/contract/inputs/failure'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { heldBytes, textBytes } from './bodyLimits.ts'

/** Bounds what all large bodies together hold, from their arrival until their requests are answered. */
export const roomFor = (app: FastifyInstance) => {
  const held = new WeakMap<FastifyRequest, number>()
  let sum = 0
  app.addHook('onRequest', async (req, reply) => {
    reply.raw.once('close', () => {
      sum -= held.get(req) ?? 0
      held.delete(req)
    })
  })
  /** Takes room for a body of `size` bytes so far. Fails as busy where none is left. */
  return (req: FastifyRequest, size: number) => {
    if (size <= textBytes) return
    const more = size - (held.get(req) ?? 0)
    if (sum + more > heldBytes)
      fail('busy', 'Too many large requests are being answered. Try again in a few seconds.', { data: { wait: 5 } })
    sum += more
    held.set(req, size)
  }
}
