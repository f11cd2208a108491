import { operations } from '@reeve/contract/catalogue'
import { partsOf } from '@reeve/contract/kernel/address'
import { keepAccess, mayKeepAccess, openWatch } from '@reeve/core/audit/accessLog'
import type { System } from '@reeve/core/context'
import { newQueryStats, type QueryStats, withQueryStats } from '@reeve/core/database/queryStats'
import { bindingOf } from '@reeve/wire/bindings'
import { callOf } from '@reeve/wire/dialect/call'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { knownActor } from './authenticate.ts'

const parts = new Map(operations.map((operation) => [operation.name, partsOf(operation)]))
/** What was asked, in the words of the surface it was asked on. */
const spotOf = ({ routeOptions, method, raw, url }: FastifyRequest) => {
  const named = parts.get(routeOptions.config.operation ?? '')
  if (named) return { controller: named.noun, action: named.action }
  const call = callOf({ method, url: raw.url ?? url })
  const place = bindingOf(call)?.place
  return place
    ? { controller: place.controller, action: `${place.admin ? 'admin_' : ''}${place.action}` }
    : { controller: call.controller, action: call.action }
}

/** The access log (operations 5.8): nothing is measured while nobody wants it, and no answer waits for it. */
export const accessLog = (app: FastifyInstance, system: System) => {
  const tallies = new WeakMap<FastifyRequest, QueryStats>()
  const watch = openWatch(system)
  app.addHook('onRequest', async (req) => {
    // Whatever is wrong with the database, the request itself will say so.
    const settings = await system.settings.fresh().catch(() => undefined)
    if (settings && mayKeepAccess(settings)) tallies.set(req, newQueryStats(settings['MISP.log_paranoid_include_sql_queries']))
  })
  // The last hook before the handler: what read the body has left the context of the request behind.
  app.addHook('preValidation', (req, _, done) => {
    const tally = tallies.get(req)
    return tally ? withQueryStats(tally, done) : done()
  })
  app.addHook('onResponse', async (req, reply) => {
    const tally = tallies.get(req)
    const actor = tally && (await knownActor(req))
    if (!actor) return
    const settings = system.settings.all()
    const seen = {
      ...spotOf(req),
      method: req.method,
      url: req.raw.url ?? req.url,
      response_code: reply.statusCode,
      duration: reply.elapsedTime,
      body: req.body,
      tally,
    }
    keepAccess(system, settings, actor, seen, await watch.has(settings, actor.id))
  })
}
