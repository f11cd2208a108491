import { Readable } from 'node:stream'
import { addressOf } from '@reeve/contract/address'
import { operations } from '@reeve/contract/catalogue'
import { Failure, failures } from '@reeve/contract/failure'
import { may } from '@reeve/contract/may'
import { isWrite, type Operation } from '@reeve/contract/operation'
import { ask } from '@reeve/core/ask'
import type { System } from '@reeve/core/system'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authenticate, authenticateIfGiven } from './authenticate.ts'

type Said = Record<string, unknown>
const isSaid = (value: unknown): value is Said => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A question is in the address, a change in the body; no change reads its input from the query string (security 22). */
const inputOf = (req: FastifyRequest, operation: Operation): Said => {
  const { params, query, body, headers } = req
  const seen = /^(?:W\/)?"?(\d+)"?$/.exec(headers['if-match'] ?? '')?.[1]
  if (isWrite(operation.kind) && body !== undefined && body !== null && !isSaid(body)) throw new Failure('invalid', 'Send one JSON object.')
  const said = isWrite(operation.kind) ? body : query
  return {
    ...(isSaid(said) ? said : {}),
    ...(operation.kind === 'edit' && seen !== undefined && { version: Number(seen) }),
    ...(isSaid(params) ? params : {}),
  }
}

const isBatches = (out: unknown): out is AsyncIterable<unknown[]> => typeof out === 'object' && out !== null && Symbol.asyncIterator in out

async function* asLines(batches: AsyncIterable<unknown[]>) {
  for await (const batch of batches) yield batch.map((row) => `${JSON.stringify(row)}\n`).join('')
}
async function* asArray(batches: AsyncIterable<unknown[]>) {
  let open = '['
  for await (const batch of batches)
    for (const row of batch) {
      yield `${open}${JSON.stringify(row)}`
      open = ',\n'
    }
  yield open === '[' ? '[]' : ']'
}

/** A list as a stream: one JSON array, or a row a line for who accepts `application/x-ndjson`. */
const sendStream = (req: FastifyRequest, reply: FastifyReply, batches: AsyncIterable<unknown[]>) => {
  const lines = req.headers.accept?.includes('ndjson')
  return reply
    .type(lines ? 'application/x-ndjson; charset=utf-8' : 'application/json; charset=utf-8')
    .send(Readable.from(lines ? asLines(batches) : asArray(batches), { objectMode: false }))
}

const routeOf = (system: System, app: FastifyInstance, operation: Operation) => {
  const who = operation.allow === may.everyone ? authenticateIfGiven : authenticate
  app.route({
    ...addressOf(operation),
    config: { operation: operation.name },
    handler: async (req, reply) => {
      const out = await ask(system, await who(system, req), operation.name, inputOf(req, operation))
      return isBatches(out) ? sendStream(req, reply, out) : out
    },
  })
}

const statusOf = (error: unknown) =>
  error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500 ? Number(error.statusCode) : undefined

const asFailure = (error: unknown, req: FastifyRequest): Failure => {
  if (error instanceof Failure) return error
  if (statusOf(error) !== undefined)
    return new Failure('invalid', error instanceof Error ? error.message : 'This request could not be read.')
  req.log.error(error)
  return new Failure('broken', 'Something broke on our side. It has been logged.')
}

/** The modern API: the catalogue, read aloud over HTTP. */
export const rest = (system: System) => async (app: FastifyInstance) => {
  app.setErrorHandler((error, req, reply) => {
    const { kind, message, fields, data } = asFailure(error, req)
    const wait = kind === 'busy' && typeof data.wait === 'number' ? { 'Retry-After': String(data.wait) } : {}
    return reply
      .code(statusOf(error) ?? failures[kind])
      .headers(wait)
      .send({ error: kind, message, fields, request_id: req.id })
  })
  for (const operation of operations) routeOf(system, app, operation)
  const unknown = (req: FastifyRequest) => {
    throw new Failure('notFound', `There is nothing at ${req.method} ${req.url.split('?')[0]}. The description is at /api/openapi.json.`)
  }
  app.all('/api', { config: { public: true } }, unknown)
  app.all('/api/*', { config: { public: true } }, unknown)
}
