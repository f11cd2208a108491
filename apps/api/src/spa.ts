import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { System } from '@reeve/core/context'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actorByCookie } from './authenticate.ts'
import { namedBase } from './baseOf.ts'
import { asPage } from './headers.ts'

const dist = path.join(import.meta.dirname, '../../web/dist')
const day = 86_400

/** The pages under /app: the built files, and for every other address there the one page that draws them all. */
export const spa = (system: System) => async (app: FastifyInstance) => {
  const page = async (req: FastifyRequest, reply: FastifyReply) => {
    if (!existsSync(path.join(dist, 'index.html')))
      return reply.code(503).type('text/plain; charset=utf-8').send('The pages are not built. `npm start` builds them.')
    if (!(await actorByCookie(system, req))) {
      return reply
        .code(302)
        .header('Location', `${await namedBase(system)}/users/login?to=${encodeURIComponent(req.url)}`)
        .send('')
    }
    return asPage(reply).header('Cache-Control', 'no-cache').sendFile('index.html', dist, { cacheControl: false })
  }

  // Texts were packed when they were built; each browser gets the smallest form that it takes.
  await app.register(fastifyStatic, { root: dist, serve: false, preCompressed: true })
  // Their names carry a hash of what is in them.
  app.get<{ Params: { '*': string } }>('/app/assets/*', { config: { public: true } }, (req, reply) =>
    reply.sendFile(`assets/${req.params['*']}`, dist, { maxAge: `${365 * day}s`, immutable: true }),
  )
  for (const file of ['icon.svg', 'scheme.js'])
    app.get(`/app/${file}`, { config: { public: true } }, (_, reply) => reply.sendFile(file, dist, { maxAge: `${day}s`, immutable: false }))
  app.get('/app', { config: { public: true } }, page)
  app.get('/app/*', { config: { public: true } }, page)
}
