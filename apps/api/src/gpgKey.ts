import { mails } from '@reeve/contract/mail/mails'
import { anonymous } from '@reeve/core/access/actors/actors'
import { ask } from '@reeve/core/ask'
import type { System } from '@reeve/core/context'
import type { FastifyInstance } from 'fastify'
import { fromOf } from './authenticate.ts'

/** The public key of this instance as a file, for everybody: whoever gets its mails checks their signature with it (operations 8.7). */
export const gpgKey = (app: FastifyInstance, system: System) => {
  for (const url of ['/users/getGpgPublicKey', '/gpg.asc'])
    app.get(url, { config: { operation: 'mails.key' } }, async (req, reply) => {
      const key = mails.key.output.parse(await ask(system, anonymous(fromOf(req)), 'mails.key', {}))
      reply.type('text/plain; charset=UTF-8')
      if (!key) return reply.code(404).send('This instance has no OpenPGP key.\n')
      return reply.header('Content-Disposition', `attachment; filename="${key.fingerprint}.asc"`).send(key.armored)
    })
}
