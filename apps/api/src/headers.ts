import helmet, { type FastifyHelmetOptions } from '@fastify/helmet'
import type { System } from '@reeve/core/context'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { namedBase } from './baseOf.ts'
import { Unreadable } from './body/tooLarge.ts'

const self = ["'self'"]
const none = ["'none'"]
/** What our own pages may load: themselves. */
const directivesOf = ({ styles, trustedTypes }: { styles: string; trustedTypes: boolean }) => ({
  defaultSrc: self,
  scriptSrc: self,
  styleSrc: [...self, styles],
  imgSrc: [...self, 'data:'],
  objectSrc: none,
  baseUri: none,
  formAction: self,
  frameAncestors: none,
  ...(trustedTypes && { requireTrustedTypesFor: ["'script'"] }),
})

/** On every answer (docs/contract/security.md 17, 21). */
const everywhere = {
  contentSecurityPolicy: false,
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} satisfies FastifyHelmetOptions
const year = 31_536_000
/** Other hosts of the domain are left alone. */
const strictTransportSecurity = { maxAge: year, includeSubDomains: false }

/** The headers of a page of ours. `styles`: what inline styles it may have. */
export const asPage = (reply: FastifyReply, { trustedTypes = true, styles = "'unsafe-inline'" } = {}) => {
  reply.helmet({ contentSecurityPolicy: { useDefaults: false, directives: directivesOf({ styles, trustedTypes }) } })
  return reply
}

/** How many Host headers there are; Node keeps only the first in `headers`. */
const hostsIn = (raw: readonly string[]) => raw.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length

/** Headers of every answer. HSTS is sent where the instance is served by https. Nothing is cached unless its route says so. */
export const headers = async (app: FastifyInstance, system: System) => {
  // What is wrong with the database, the request itself will say.
  const isTls = async (protocol: string) => protocol === 'https' || (await namedBase(system).catch(() => '')).startsWith('https:')
  await app.register(helmet, { ...everywhere, global: false })
  app.addHook('onRequest', async (req, reply) => {
    // Two parties could read two different hosts.
    if (hostsIn(req.raw.rawHeaders) > 1) throw new Unreadable('A request can have only one Host header.')
    reply.helmet((await isTls(req.protocol)) ? { strictTransportSecurity } : {})
    reply.header('Cache-Control', 'no-store').header('X-Request-Id', req.id)
  })
}
