import { Failure } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import { ask } from '@reeve/core/ask'
import type { System } from '@reeve/core/context'
import { isBatches } from '@reeve/core/kernel/lists/isBatches'
import { bindingOf, openAnswerOf } from '@reeve/wire/bindings'
import { type Call, callOf } from '@reeve/wire/dialect/call'
import { type Binding, description, mannerOf, type RenderContext } from '@reeve/wire/dialect/dialect'
import { formatOf } from '@reeve/wire/dialect/negotiate'
import { rateHeaders } from '@reeve/wire/dialect/rateHeaders'
import { exception, refused, texts } from '@reeve/wire/dialect/refuse'
import { contentTypes } from '@reeve/wire/dialect/render'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authenticateIfGiven, isOpen } from './authenticate.ts'
import { baseOf, namedBase } from './baseOf.ts'
import { pageOf } from './pageOf.ts'
import { isAjax, sendList, sendRefusal, sendValue, setHeaders, styleFor } from './wireAnswer.ts'
import { asFailure, notLetIn, unread } from './wireRefusals.ts'

/** `authenticate` makes an actor of keys or cookie, or throws the failure that says why not. */
export type Deps = { authenticate: (system: System, req: FastifyRequest) => Promise<Actor> }
type Asking = { system: System; req: FastifyRequest; reply: FastifyReply; call: Call }

/** A key was sent, whether or not it lives. `Basic` is no key (people-data 1.1). */
export const carriesKey = ({ headers }: FastifyRequest) =>
  Boolean(headers['x-misp-auth']) || (Boolean(headers.authorization) && !/^basic\s/i.test(headers.authorization ?? ''))

/** Whether a page is what the address and the `Accept` header ask for. */
export const wantsPage = ({ url, headers }: FastifyRequest) => formatOf(/\.(json)(\?|$)/.exec(url)?.[1], headers.accept) === 'page'

/** Who asks with a key is a script: he never gets a page or a redirect, whatever he accepts. */
const callFrom = (req: FastifyRequest): Call => {
  const call = callOf({ method: req.method, url: req.raw.url ?? req.url, accept: req.headers.accept, body: req.body })
  return call.format === 'page' && carriesKey(req) ? { ...call, format: 'json' } : call
}

/** A page is no answer of the wire: it leads to the SPA, and without a session to the form (people-data 1.1). */
const sendPage = async ({ system, req, reply, call }: Asking, { authenticate }: Deps, binding: Binding | undefined) => {
  try {
    await authenticate(system, req)
  } catch (error) {
    const { kind } = asFailure(error, req)
    if (kind === 'broken' || kind === 'unavailable') return sendRefusal(req, reply, call, notLetIn(error, req, call))
    if (isAjax(req)) return sendRefusal(req, reply, call, exception(401, 'Unauthorized', ''))
    return reply
      .code(302)
      .header('Location', `${await namedBase(system)}/users/login`)
      .type(contentTypes.html)
      .send('')
  }
  return reply
    .code(302)
    .header('Location', `${await namedBase(system)}${pageOf(binding, call)}`)
    .type(contentTypes.html)
    .send('')
}

const isInline = ({ named, query }: Call) =>
  ['1', 'true'].includes(String(named.disable_background_processing ?? query.disable_background_processing))

const answer = async ({ system, req, reply, call }: Asking, binding: Binding, actor: Actor) => {
  const { operation, more, place } = binding
  const style = more.compact ? 'compact' : styleFor(req)
  const manner = mannerOf(binding, call.method, actor.from.way === 'key')
  if (manner === 'refuse') return sendRefusal(req, reply, call, refused('method', new Failure('invalid', place.url), { call, binding }))
  if (manner === 'describe') return sendValue(req, reply, call, description(binding), style)
  const here: RenderContext = {
    call,
    binding,
    actor,
    base: await baseOf(system, req),
    zone: system.settings.all()['MISP.timezone'],
    now: system.ports.now(),
  }
  const out = await ask(system, actor, operation.name, binding.take(call, here), {
    wire: true,
    inline: isInline(call),
    rated: (rate) => void reply.headers(rateHeaders(rate)),
  })
  if (operation.kind !== 'export') return sendValue(req, reply, call, binding.give(out, here), style)
  return sendList(req, reply, call, worded(out, binding, here), style)
}
async function* worded(batches: unknown, binding: Binding, here: RenderContext) {
  if (!isBatches(batches)) return
  for await (const batch of batches) yield batch.map((row) => binding.give(row, here))
}

/** The one way of every call: the address · page or script · who asks · what the method means · ask · say it in MISP's words. */
const handle = async (asking: Asking, deps: Deps) => {
  const { system, req, reply, call } = asking
  const open = openAnswerOf(call)
  if (open !== undefined) return sendValue(req, reply, call, open, styleFor(req))
  const binding = bindingOf(call)
  const isHome = /^\/+(\?|$)/.test(call.url)
  if (call.format === 'page' && (binding || isHome)) return sendPage(asking, deps, binding)
  const nothing = () => sendRefusal(req, reply, call, exception(404, texts.notFound, call.url))
  if (!binding && !isHome) return nothing()
  let actor: Actor
  try {
    const authenticate = binding && (await isOpen(system, binding.operation, req)) ? authenticateIfGiven : deps.authenticate
    actor = await authenticate(system, req)
  } catch (error) {
    return sendRefusal(req, reply, call, notLetIn(error, req, call))
  }
  if (!binding) return nothing()
  setHeaders(system, req, reply, actor)
  try {
    return await answer(asking, binding, actor)
  } catch (error) {
    const failure = asFailure(error, req)
    return sendRefusal(req, reply, call, refused(failure.kind, failure, { call, binding }))
  }
}

/** The answer to any request in MISP's words. */
export const speak = (system: System, deps: Deps) => (req: FastifyRequest, reply: FastifyReply) =>
  handle({ system, req, reply, call: callFrom(req) }, deps)

/** MISP's wire: one route for every address that no other route serves. Register it last. */
export const misp = (system: System, deps: Deps) => async (app: FastifyInstance) => {
  app.setErrorHandler((error, req, reply) => sendRefusal(req, reply, callFrom(req), unread(error, req)))
  app.all('/*', { config: { public: true } }, speak(system, deps))
}
