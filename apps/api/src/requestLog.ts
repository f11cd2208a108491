import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'

const nothing = () => {}

/** One line for each request, for who looks closely: no query and no header, where secrets might be. What breaks is always told. */
export const requestLog = () =>
  Object.assign(new LogController(), {
    incomingRequest: nothing,
    routeNotFound: nothing,
    requestCompleted: (_: unknown, { method, url, log }: FastifyRequest, { statusCode, elapsedTime }: FastifyReply) =>
      log.debug({ method, path: url.split('?', 1)[0], status: statusCode, ms: Math.round(elapsedTime) }, 'answered'),
  })
