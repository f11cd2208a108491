import { termsOf } from '@reeve/core/access/terms/termsDocument'
import { ask } from '@reeve/core/ask'
import type { System } from '@reeve/core/context'
import type { FastifyInstance } from 'fastify'
import { authenticate } from './authenticate.ts'

/** The terms as a file, for whoever is signed in (operations 9.10). It opens nowhere: what is in it is not ours. */
export const terms = (system: System) => async (app: FastifyInstance) => {
  app.get('/users/downloadTerms', { config: { operation: 'session.terms' } }, async (req, reply) => {
    await ask(system, await authenticate(system, req), 'session.terms', {})
    const { name, content } = await termsOf({ settings: await system.settings.fresh(), ports: system.ports, read: system.db })
    return reply
      .type('application/octet-stream')
      .header('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
      .header('Content-Security-Policy', 'sandbox')
      .send(Buffer.from(content))
  })
}
