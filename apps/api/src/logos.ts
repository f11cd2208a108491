import { Failure, type FailureKind, failures } from '@reeve/contract/inputs/failure'
import { logos } from '@reeve/contract/people/logos'
import { ask } from '@reeve/core/ask'
import type { System } from '@reeve/core/context'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authenticate } from './authenticate.ts'

/** Nothing in a picture runs, and nobody's cache but the viewer's keeps it. */
const asPicture = (reply: FastifyReply) =>
  reply
    .header('Content-Security-Policy', "default-src 'none'; sandbox")
    .header('Content-Disposition', 'inline; filename="logo.png"')
    .header('Cache-Control', 'private, max-age=300')
const refusals: readonly FailureKind[] = ['unauthenticated', 'forbidden', 'notFound']

/** `/img/orgs/{number, name or UUID}.png`, as pages and scripts of MISP ask for it (operations 9.2). */
export const logoPictures = (system: System) => async (app: FastifyInstance) => {
  app.setErrorHandler((error, req, reply) => {
    const status = error instanceof Failure && refusals.includes(error.kind) ? failures[error.kind] : undefined
    if (status === undefined) req.log.error(error)
    return reply
      .code(status ?? 500)
      .type('text/plain; charset=utf-8')
      .send('')
  })
  app.get(
    '/img/orgs/:file',
    { config: { operation: logos.view.name } },
    async (req: FastifyRequest<{ Params: { file: string } }>, reply) => {
      const { file } = req.params
      if (!/\.png$/i.test(file)) return reply.code(404).type('text/plain; charset=utf-8').send('')
      const actor = await authenticate(system, req)
      const { png, modified } = logos.view.output.parse(await ask(system, actor, logos.view.name, { id: file.slice(0, -4) }))
      const tag = `"${Date.parse(modified)}"`
      asPicture(reply).header('ETag', tag)
      if (req.headers['if-none-match'] === tag) return reply.code(304).send()
      return reply.type('image/png').send(Buffer.from(png, 'base64'))
    },
  )
}
