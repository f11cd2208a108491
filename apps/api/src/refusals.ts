import { Failure, failures } from '@reeve/contract/inputs/failure'
import { unavailableOf } from '@reeve/core/database/unavailable'
import { waitHeaders } from '@reeve/wire/dialect/rateHeaders'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const statusOf = (error: unknown) =>
  error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500 ? Number(error.statusCode) : undefined

/** What the framework itself refuses was said wrongly; everything else is ours, and logged. */
const asFailure = (error: unknown, req: FastifyRequest): Failure => {
  if (error instanceof Failure) return error
  if (statusOf(error) !== undefined)
    return new Failure('invalid', error instanceof Error ? error.message : 'This request could not be read.')
  req.log.error(error)
  return unavailableOf(error) ?? new Failure('broken', 'Something broke on our side. It has been logged.')
}

const send = (error: unknown, req: FastifyRequest, reply: FastifyReply) => {
  const { kind, message, fields, data } = asFailure(error, req)
  return reply
    .code(statusOf(error) ?? failures[kind])
    .headers(waitHeaders(data))
    .send({ error: kind, message, fields, request_id: req.id, ...(data.step_up === true && { step_up: true }) })
}

const nothingAt = ({ method, url }: FastifyRequest) =>
  new Failure('notFound', `There is nothing at ${method} ${url.split('?')[0]}. The description is at /api/openapi.json.`)

/** Answers where there is nothing. */
export const unknown = (req: FastifyRequest) => {
  throw nothingAt(req)
}

/** What is wrong before any route is found, in the words of the surface that was meant. */
export const unreadable = (_: Error, req: FastifyRequest, reply: FastifyReply) => {
  const { url } = req.raw
  const message = 'This address is not encoded properly.'
  const said = url?.startsWith('/api/') ? { error: 'invalid', message, fields: {}, request_id: req.id } : { name: message, message, url }
  return void reply.code(400).header('X-Content-Type-Options', 'nosniff').type('application/json; charset=UTF-8').send(said)
}

/** The error answers of all routes outside the wire, pages included. They contain no details of internal errors. */
export const refusals = (app: FastifyInstance) => {
  app.setErrorHandler(send)
  app.setNotFoundHandler((req, reply) => send(nothingAt(req), req, reply))
}
