import type { FastifyInstance, FastifyReply } from 'fastify'

/** What our own pages may load: themselves. */
export const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')
const typed = `${policy}; require-trusted-types-for 'script'`

export const asPage = (reply: FastifyReply, { trustedTypes = true } = {}) =>
  reply.header('Content-Security-Policy', trustedTypes ? typed : policy).header('X-Frame-Options', 'DENY')

/** On every answer (security 17, 21). */
export const headers = (app: FastifyInstance) => {
  app.addHook('onRequest', async (req, reply) => {
    reply.header('X-Content-Type-Options', 'nosniff').header('Referrer-Policy', 'same-origin').header('X-Request-Id', req.id)
  })
}
