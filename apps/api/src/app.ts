import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import type { System } from '@reeve/core/context'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { accessLog } from './accessLog.ts'
import { authenticate } from './authenticate.ts'
import { bodies } from './body/bodies.ts'
import { changes } from './changes.ts'
import { docs } from './docs.ts'
import { gpgKey } from './gpgKey.ts'
import { guard } from './guard.ts'
import { headers } from './headers.ts'
import { health } from './health.ts'
import { logoPictures } from './logos.ts'
import { metrics } from './metrics.ts'
import { misp } from './misp.ts'
import { type PressureLimits, pressure } from './pressure.ts'
import { publicForms } from './publicForms.ts'
import { refusals, unreadable } from './refusals.ts'
import { requestLog } from './requestLog.ts'
import { rest } from './rest.ts'
import { signIn } from './signIn.ts'
import { spa } from './spa.ts'
import { terms } from './terms.ts'

const sane = /^[\w.-]{1,64}$/
// The instance is typed by the framework's own idea of a logger, which pino meets.
const loggerOf = ({ log }: System): FastifyBaseLogger => log
const options = (system: System) =>
  ({
    loggerInstance: loggerOf(system),
    logController: requestLog(),
    frameworkErrors: unreadable,
    ...(system.env.TRUSTED_PROXIES.length > 0 && { trustProxy: system.env.TRUSTED_PROXIES }),
    // A body that comes a byte at a time holds its connection no longer than this.
    requestTimeout: 300_000,
    // A request keeps the name its sender gave it, if that is fit for a log.
    genReqId: ({ headers: { 'x-request-id': said } }) => (typeof said === 'string' && sane.test(said) ? said : randomUUID()),
    routerOptions: { maxParamLength: 1000, ignoreDuplicateSlashes: false },
  }) satisfies FastifyServerOptions & Record<string, unknown>

/** The whole server. Plugins that can refuse to start come first, and the wire's catch-all route comes last. */
export const buildApp = async (system: System, limits?: PressureLimits): Promise<FastifyInstance> => {
  const app: FastifyInstance = Fastify(options(system))
  guard(app)
  await headers(app, system)
  refusals(app)
  await app.register(cookie)
  if (limits) await pressure(app, limits)
  await bodies(app, system)
  accessLog(app, system)
  metrics(app, system)
  health(app, system)
  gpgKey(app, system)
  await app.register(docs(system))
  await app.register(changes(system))
  await app.register(rest(system))
  await app.register(logoPictures(system))
  await app.register(spa(system))
  await app.register(signIn(system))
  await app.register(publicForms(system))
  await app.register(terms(system))
  await app.register(misp(system, { authenticate }))
  await app.ready()
  return app
}
