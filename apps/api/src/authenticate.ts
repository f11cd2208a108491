import { fail } from '@reeve/contract/inputs/failure'
import type { Actor, From } from '@reeve/contract/kernel/may'
import type { Operation } from '@reeve/contract/kernel/operation'
import { actorByKey, actorBySession, anonymous, noKeyGiven, sessionIdOf } from '@reeve/core/access/actors/actors'
import { actorByProxy, refuseProxyAuth } from '@reeve/core/access/actors/proxyAuth'
import { externalHeader, mayVouch } from '@reeve/core/access/sign-in/external'
import type { System } from '@reeve/core/context'
import { formatOf } from '@reeve/wire/dialect/negotiate'
import type { FastifyRequest } from 'fastify'
import { baseOf } from './baseOf.ts'

/** Where a request comes from. The address is the socket's, or what a trusted proxy says (TRUSTED_PROXIES): others could say anything. */
export const fromOf = (req: FastifyRequest): From => ({
  way: 'anonymous',
  request_id: req.id,
  ip: req.ip,
  user_agent: req.headers['user-agent']?.slice(0, 255) ?? null,
  auth_key_id: null,
  session_id: null,
  target: { http_method: req.method, target: req.url.slice(0, 1000) },
})

/** The keys a request carries, in the order they are tried; `Basic` is none (people-data 1.1). */
const keysOf = ({ headers }: FastifyRequest) => {
  const said = headers['x-misp-auth'] || headers.authorization || ''
  const text = Array.isArray(said) ? said.join(',') : said
  if (text === '' || /^basic(\s|$)/i.test(text.trim())) return []
  return text.split(',').map((key) => key.trim())
}

export const cookieName = ({ instance }: System) => `MISP-${instance.uuid}`
/** What names the session of a browser, if it has one. */
export const tokenIn = (system: System, { cookies }: FastifyRequest) => cookies[cookieName(system)]

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url)
const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a browser says that a page of ours, or the user directly, asked for this; programs say nothing. */
export const isOwnSite = ({ headers: { 'sec-fetch-site': site } }: FastifyRequest) =>
  site === undefined || site === 'same-origin' || site === 'none'

/** A change by cookie must come from our own pages, as far as the browser says where from (security 22). */
const refuseCrossSite = async (system: System, req: FastifyRequest) => {
  const { method, headers } = req
  if (safe.has(method)) return
  const { origin, host } = headers
  const said = system.env.baseSaid ? [system.env.BASE_URL] : []
  const here = [host, ...[await baseOf(system, req), ...said].map(hostOf)]
  const ours = origin === undefined || here.includes(hostOf(origin))
  if (!ours || !isOwnSite(req)) fail('forbidden', 'This change was asked for by a page that is not ours.')
}

const isScript = ({ url, headers }: FastifyRequest) => {
  const path = url.split('?')[0] ?? ''
  return path.startsWith('/api/') || formatOf(/\.(json|xml|csv)$/i.exec(path)?.[1]?.toLowerCase(), headers.accept) !== 'page'
}

/** The actor of a session, if the request has a living one and may use it. */
export const actorByCookie = async (system: System, req: FastifyRequest): Promise<Actor | undefined> => {
  const token = tokenIn(system, req)
  const actor = token === undefined ? undefined : await actorBySession(system, token, fromOf(req))
  if (actor) await refuseCrossSite(system, req)
  return actor
}

/** A stranger who signs in. The session that the browser had before is named, so that the new one can replace it, and gives no rights. */
export const stranger = async (system: System, req: FastifyRequest): Promise<Actor> => {
  const token = req.cookies[cookieName(system)]
  return anonymous({ ...fromOf(req), session_id: token === undefined ? null : await sessionIdOf(system, token) })
}

const keyLike = /^([a-zA-Z0-9]{40}|(basic|bearer)\s.*)$/i
/** Whom a proxy in front of us names in the header of the settings, if it may vouch; nobody, where no such header came (people-data 1.7). */
export const actorByHeader = async (system: System, req: FastifyRequest): Promise<Actor | undefined> => {
  const settings = await system.settings.fresh()
  if (!settings['Plugin.CustomAuth_enable']) return undefined
  const said = [req.headers[externalHeader(settings)] ?? ''].flat().join(',').trim().slice(0, 255)
  // An auth key in the same header is one, and must not be written to the log as something else.
  if (said === '' || keyLike.test(said)) return undefined
  const peer = req.socket.remoteAddress
  if (mayVouch(settings, system.env.TRUSTED_PROXIES, peer)) return actorByProxy(system, said, fromOf(req))
  await refuseProxyAuth(system, said, fromOf(req), peer)
  return undefined
}

const identify = async (system: System, req: FastifyRequest): Promise<Actor> => {
  const vouched = await actorByHeader(system, req)
  const keys = vouched ? [] : keysOf(req)
  if (keys.length > 0) return actorByKey(system, keys, fromOf(req))
  const actor = await actorByCookie(system, req)
  // The proxy knows better than a cookie that an earlier user of the browser left behind; whom it names has shown who he is just now.
  if (actor && !vouched) return actor
  if (actor && vouched?.id === actor.id) return { ...vouched, from: { ...vouched.from, session_id: actor.from.session_id } }
  if (vouched) {
    await refuseCrossSite(system, req)
    return vouched
  }
  // A browser without a session is no failed attempt: it is shown the form.
  if (isScript(req) && tokenIn(system, req) === undefined) return noKeyGiven(system, fromOf(req))
  return fail(
    'unauthenticated',
    'Authentication failed. Please make sure you pass the API key of an API enabled user along in the Authorization header.',
  )
}

const known = new WeakMap<FastifyRequest, Promise<Actor>>()

/** Keys or cookie → actor, once for a request. A key that was sent and fails is never rescued by a cookie (people-data 0.2). */
export const authenticate = (system: System, req: FastifyRequest): Promise<Actor> => {
  const actor = known.get(req) ?? identify(system, req)
  known.set(req, actor)
  return actor
}

/** Who has been found to ask; undefined while, or because, nobody has. */
export const knownActor = (req: FastifyRequest): Promise<Actor | undefined> =>
  (known.get(req) ?? Promise.resolve(undefined)).catch(() => undefined)

/** Whether also strangers may ask for this now. */
export const isOpen = async ({ settings }: System, { allow }: Operation, req: FastifyRequest) =>
  allow.test(anonymous(fromOf(req)), await settings.fresh())

/** For what also strangers may ask: whoever brings nothing is nobody, whoever brings something wrong is refused. */
export const authenticateIfGiven = (system: System, req: FastifyRequest): Promise<Actor> =>
  keysOf(req).length > 0 || tokenIn(system, req) !== undefined ? authenticate(system, req) : Promise.resolve(anonymous(fromOf(req)))
