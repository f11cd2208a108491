import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Failure } from '@reeve/contract/failure'
import { sessionOperations } from '@reeve/contract/resources/session'
import { anonymous, noKeyGiven } from '@reeve/core/actors'
import { ask } from '@reeve/core/ask'
import type { System } from '@reeve/core/system'
import { formatOf } from '@reeve/wire/negotiate'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorByCookie, authenticate, cookieName, cookieOf, fromOf } from './authenticate.ts'
import { baseOf } from './baseOf.ts'
import { asPage, policy } from './headers.ts'
import { loginPage, type Page, styleHash } from './loginPage.ts'
import { carriesKey, speak } from './misp.ts'

const formCookie = 'reeve-form'
const Said = z.object({
  _Token: z.object({ key: z.string().max(200) }).optional(),
  User: z.object({ email: z.string().max(255), password: z.string().max(1000), to: z.string().max(2000).optional() }),
})

const isSecure = async (system: System, req: FastifyRequest) => ((await baseOf(system, req)).startsWith('https:') ? '; Secure' : '')

/** A token that belongs to the browser it was given to, signed with a key derived from SECRET_KEY. */
const signed = ({ env }: System, nonce: string) => createHmac('sha256', `reeve form ${env.SECRET_KEY}`).update(nonce).digest('base64url')
const isSigned = (system: System, nonce: string | undefined, token: string | undefined) => {
  if (nonce === undefined || token === undefined) return false
  const [right, said] = [Buffer.from(signed(system, nonce)), Buffer.from(token)]
  return right.length === said.length && timingSafeEqual(right, said)
}

/** Where to go afterwards: a page of ours, or the first one. */
const placeOf = (to: string | undefined) =>
  to !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(to) && !to.startsWith('/users/log') ? to : '/app/'

const sendForm = async (
  system: System,
  req: FastifyRequest,
  reply: FastifyReply,
  more: Pick<Page, 'to' | 'email' | 'said'>,
  status = 200,
) => {
  const settings = await system.settings.fresh()
  const kept = cookieOf(req, formCookie)
  const nonce = kept !== undefined && /^[\w-]{32,64}$/.test(kept) ? kept : randomBytes(32).toString('base64url')
  return asPage(reply, { trustedTypes: false })
    .code(status)
    .header('Content-Security-Policy', policy.replace("'unsafe-inline'", styleHash))
    .header('Cache-Control', 'no-store')
    .header('Set-Cookie', `${formCookie}=${nonce}; Path=/users; HttpOnly; SameSite=Lax; Max-Age=3600${await isSecure(system, req)}`)
    .type('text/html; charset=utf-8')
    .send(loginPage({ ...more, org: settings['MISP.org'], token: signed(system, nonce) }))
}

/** One attempt: the form again after a wrong password, the session's cookie and an absolute address after a right one. */
const attempt = async (system: System, req: FastifyRequest, reply: FastifyReply) => {
  const said = Said.safeParse(req.body)
  const User = said.success ? said.data.User : undefined
  const to = placeOf(User?.to)
  if (!isSigned(system, cookieOf(req, formCookie), said.data?._Token?.key))
    return sendForm(system, req, reply, { to, said: 'This form was open too long, or cookies are off. Please try again.' }, 400)
  if (!User) return sendForm(system, req, reply, { to, said: 'Enter your email and your password.' }, 400)
  const { email, password } = User
  try {
    const out = sessionOperations.add.output.parse(await ask(system, anonymous(fromOf(req)), 'session.add', { email, password }))
    const cookie = `${cookieName(system)}=${out.token}; Path=/; HttpOnly; SameSite=Lax${await isSecure(system, req)}`
    return reply
      .code(302)
      .header('Set-Cookie', cookie)
      .header('Location', `${await baseOf(system, req)}${to}`)
      .send('')
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'broken') throw error
    return sendForm(system, req, reply, { to, email, said: error.message }, error.kind === 'busy' ? 403 : 200)
  }
}

const wantsJson = ({ url, headers }: FastifyRequest) => formatOf(/\.(json)(\?|$)/.exec(url)?.[1], headers.accept) !== 'page'

const Query = z.object({ to: z.string().max(2000).optional() }).catch({})

/** Signing in and out, usable without JavaScript, because scripts log in through it. Only POST reaches the password (security 1). */
export const signIn = (system: System) => async (app: FastifyInstance) => {
  const form = async (req: FastifyRequest, reply: FastifyReply) => {
    // Who asks with a key never gets a page, nor is he one who brought none.
    if (carriesKey(req)) return speak(system, { authenticate })(req, reply)
    if (wantsJson(req)) return noKeyGiven(system, fromOf(req)).catch((failure: unknown) => sendRefused(reply, req, failure))
    const to = placeOf(Query.parse(req.query).to)
    if (await actorByCookie(system, req))
      return reply
        .code(302)
        .header('Location', `${await baseOf(system, req)}${to}`)
        .send('')
    return sendForm(system, req, reply, { to })
  }
  for (const url of ['/users/login', '/users/login/', '/users/login.json'])
    app.get(url, { config: { public: true }, exposeHeadRoute: false }, form)
  app.post('/users/login', { config: { operation: 'session.add' } }, (req, reply) => attempt(system, req, reply))
  app.get('/users/logout', { config: { public: true }, exposeHeadRoute: false }, async (req, reply) => {
    // Who asks with a key has no session to end, and no use for a form.
    if (carriesKey(req)) return speak(system, { authenticate })(req, reply)
    const actor = await actorByCookie(system, req)
    if (actor) await ask(system, actor, 'session.end', {})
    const gone = `${cookieName(system)}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`
    return reply
      .code(302)
      .header('Set-Cookie', gone)
      .header('Location', `${await baseOf(system, req)}/users/login`)
      .type('text/html; charset=UTF-8')
      .send('')
  })
}

const sendRefused = (reply: FastifyReply, req: FastifyRequest, failure: unknown) => {
  if (!(failure instanceof Failure)) throw failure
  const { message } = failure
  return reply.code(403).type('application/json; charset=UTF-8').send({ name: message, message, url: req.url })
}
