import { operations } from '@reeve/contract/catalogue'
import { Failure, fail } from '@reeve/contract/inputs/failure'
import { isMap } from '@reeve/contract/inputs/isMap'
import { addressOf } from '@reeve/contract/kernel/address'
import { may } from '@reeve/contract/kernel/may'
import { type Operation, saysInBody } from '@reeve/contract/kernel/operation'
import { ask } from '@reeve/core/ask'
import type { System } from '@reeve/core/context'
import { isBatches } from '@reeve/core/kernel/lists/isBatches'
import { rateHeaders } from '@reeve/wire/dialect/rateHeaders'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authenticate, authenticateIfGiven, isOpen, stranger } from './authenticate.ts'
import { unknown } from './refusals.ts'
import { keepSession } from './signInForm.ts'
import { sendStream, withoutFormat } from './stream.ts'

type Said = Record<string, unknown>

/** The version a client has seen. One that cannot be read must not pass for none: it was sent to guard the change. */
const versionOf = (said: string | undefined) => {
  if (said === undefined || said.trim() === '*') return undefined
  const version = /^(?:W\/)?"?(\d{1,10})"?$/.exec(said.trim())?.[1]
  return version === undefined ? fail('invalid', 'If-Match holds no version of this entry.') : Number(version)
}

/** A question is in the address unless it is long, a change in the body; no change reads its input from the query string (security 22). */
const inputOf = (req: FastifyRequest, operation: Operation): Said => {
  const { params, query, body, headers } = req
  const seen = operation.kind === 'edit' ? versionOf(headers['if-match']) : undefined
  const inBody = saysInBody(operation)
  if (inBody && body !== undefined && body !== null && !isMap(body)) throw new Failure('invalid', 'Send one JSON object.')
  const said = inBody ? body : query
  return {
    ...(isMap(said) ? (operation.kind === 'export' ? withoutFormat(said) : said) : {}),
    ...(seen !== undefined && { version: seen }),
    ...(isMap(params) ? params : {}),
  }
}

/** The steps of signing in. Whatever the caller brought from an earlier session says nothing there. */
const signsIn = ({ allow, name }: Operation) => allow === may.everyone && name.startsWith('session.')

const callerOf = async (system: System, req: FastifyRequest, operation: Operation) => {
  if (signsIn(operation)) return stranger(system, req)
  return (await isOpen(system, operation, req)) ? authenticateIfGiven(system, req) : authenticate(system, req)
}

const routeOf = (system: System, app: FastifyInstance, operation: Operation) => {
  app.route({
    ...addressOf(operation),
    config: { operation: operation.name },
    handler: async (req, reply) => {
      const out = await ask(system, await callerOf(system, req, operation), operation.name, inputOf(req, operation), {
        rated: (rate) => void reply.headers(rateHeaders(rate)),
      })
      if (signsIn(operation) && req.headers['sec-fetch-site'] === 'same-origin') await keepSession(system, req, reply, out)
      return isBatches(out) ? sendStream(req, reply, operation, out) : out
    },
  })
}

/** The modern API: the catalogue, read aloud over HTTP. */
export const rest = (system: System) => async (app: FastifyInstance) => {
  for (const operation of operations) routeOf(system, app, operation)
  app.all('/api', { config: { public: true } }, unknown)
  app.all('/api/*', { config: { public: true } }, unknown)
}
