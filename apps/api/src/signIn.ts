import { sessionOperations } from '@reeve/contract/access/session'
import { Failure } from '@reeve/contract/inputs/failure'
import { anonymous, noKeyGiven } from '@reeve/core/access/actors/actors'
import { closedBecause } from '@reeve/core/access/sign-in/external'
import { ask } from '@reeve/core/ask'
import type { System } from '@reeve/core/context'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorByCookie, actorByHeader, authenticate, fromOf, isOwnSite, stranger } from './authenticate.ts'
import { carriesKey, speak, wantsPage } from './misp.ts'
import { goOn, goOut, isOurs, notOurs, placeOf, redirect, sendForm, ticketIn } from './signInForm.ts'

const to = z.string().max(2000).optional()
const Said = z.object({
  _Token: z.object({ key: z.string().max(200) }).optional(),
  User: z.object({
    email: z.string().max(255).optional(),
    password: z.string().max(1000).optional(),
    otp: z.string().max(40).optional(),
    again: z.string().max(10).optional(),
    to,
  }),
})

type Visit = { system: System; req: FastifyRequest; reply: FastifyReply }
type Way = 'password' | 'otp' | 'email_otp'

/** What a form said; undefined where it was none of ours, which has been answered. */
const heard = async ({ system, req, reply }: Visit, way: Way) => {
  const said = Said.safeParse(req.body)
  const User = said.success ? said.data.User : undefined
  const place = placeOf(User?.to)
  if (User && isOurs(system, req, said.data?._Token?.key)) return { ...User, to: place }
  const why = User ? notOurs : 'Enter your email and your password.'
  await sendForm(system, req, reply, { way, to: place, said: why }, 400)
  return undefined
}

/** What was refused is said above the form it was said in. Too many attempts are 403, as scripts know it. */
const refusal = (error: unknown) => {
  if (!(error instanceof Failure) || error.kind === 'broken') throw error
  return { said: error.message, status: error.kind === 'busy' ? 403 : 200, failure: error }
}

/** The first step: the form again after a wrong password; after a right one on, to the session or to the second step. */
const givePassword = async (visit: Visit) => {
  const { system, req, reply } = visit
  const form = await heard(visit, 'password')
  if (!form) return reply
  const { email = '', password = '' } = form
  try {
    const out = sessionOperations.add.output.parse(await ask(system, await stranger(system, req), 'session.add', { email, password }))
    return await goOn(system, req, reply, out, form.to)
  } catch (error) {
    const { said, status } = refusal(error)
    return sendForm(system, req, reply, { way: 'password', to: form.to, email, said }, status)
  }
}

const confirming = { otp: 'session.confirm', email_otp: 'session.confirmMailed' } as const
const notLeft =
  'Another code was sent. The mail with the one before has not left this instance yet: if none arrives, ask your administrator.'

/** Another code for whoever waits for the first; it takes the place of that one. */
const sendAnother = async ({ system, req, reply }: Visit, place: string) => {
  const input = { ticket: ticketIn(req) ?? '' }
  const { left } = sessionOperations.mailCode.output.parse(await ask(system, anonymous(fromOf(req)), 'session.mailCode', input))
  return sendForm(system, req, reply, { way: 'email_otp', to: place, told: left ? 'Another code was sent.' : notLeft })
}

/** The second step: a one-time password, the next recovery code, or the code that was mailed. Who was too slow begins again. */
const giveCode = async (visit: Visit, way: 'otp' | 'email_otp') => {
  const { system, req, reply } = visit
  const form = await heard(visit, way)
  if (!form) return reply
  try {
    if (way === 'email_otp' && form.again !== undefined) return await sendAnother(visit, form.to)
    const input = { ticket: ticketIn(req) ?? '', otp: form.otp ?? '' }
    const out = sessionOperations.confirm.output.parse(await ask(system, await stranger(system, req), confirming[way], input))
    return await goOn(system, req, reply, out, form.to)
  } catch (error) {
    const { said, status, failure } = refusal(error)
    const again = failure.kind !== 'unauthenticated' || failure.fields.otp !== undefined
    return sendForm(system, req, reply, { way: again ? way : 'password', to: form.to, said }, status)
  }
}

const Query = z.object({ to }).catch({})

/** The form of a step, or where whoever needs none goes instead. */
const show = async (visit: Visit, way: Way) => {
  const { system, req, reply } = visit
  // Who asks with a key never gets a page, nor is he one who brought none.
  if (carriesKey(req)) return speak(system, { authenticate })(req, reply)
  if (!wantsPage(req)) return noKeyGiven(system, fromOf(req)).catch((failure: unknown) => sendRefused(reply, req, failure))
  const place = placeOf(Query.parse(req.query).to)
  if (await actorByCookie(system, req)) return redirect(system, req, reply, place)
  const vouched = await actorByHeader(system, req)
  if (vouched) return goOn(system, req, reply, sessionOperations.open.output.parse(await ask(system, vouched, 'session.open', {})), place)
  const said = closedBecause(await system.settings.fresh())
  if (said !== undefined) return sendForm(system, req, reply, { way: 'closed', to: place, said }, 403)
  if (way !== 'password' && ticketIn(req) === undefined) return redirect(system, req, reply, '/users/login')
  return sendForm(system, req, reply, { way, to: place })
}

/** Signing in and out, usable without JavaScript, because scripts log in through it. Only POST reaches what is secret (security 1). */
export const signIn = (system: System) => async (app: FastifyInstance) => {
  const get = { config: { public: true }, exposeHeadRoute: false }
  for (const end of ['', '/', '.json']) {
    app.get(`/users/login${end}`, get, (req, reply) => show({ system, req, reply }, 'password'))
    for (const way of ['otp', 'email_otp'] as const) app.get(`/users/${way}${end}`, get, (req, reply) => show({ system, req, reply }, way))
  }
  app.post('/users/login', { config: { operation: 'session.add' } }, (req, reply) => givePassword({ system, req, reply }))
  for (const way of ['otp', 'email_otp'] as const)
    app.post(`/users/${way}`, { config: { operation: confirming[way] } }, (req, reply) => giveCode({ system, req, reply }, way))
  app.get('/users/logout', get, async (req, reply) => {
    // Who asks with a key has no session to end, and no use for a form.
    if (carriesKey(req)) return speak(system, { authenticate })(req, reply)
    // A page of another site can lead here, but it cannot sign anybody out.
    if (!isOwnSite(req)) return redirect(system, req, reply, '/app/')
    const actor = await actorByCookie(system, req)
    if (actor) await ask(system, actor, 'session.end', {})
    return goOut(system, req, reply, await afterwards(system, req))
  })
}

/** Whom a proxy lets in would be in again at once: he goes where the instance says. */
const afterwards = async (system: System, req: FastifyRequest) => {
  const elsewhere = (await system.settings.fresh())['Plugin.CustomAuth_custom_logout']
  return elsewhere !== '' && (await actorByHeader(system, req)) ? elsewhere : undefined
}

const sendRefused = (reply: FastifyReply, req: FastifyRequest, failure: unknown) => {
  if (!(failure instanceof Failure)) throw failure
  const { message } = failure
  return reply.code(403).type('application/json; charset=UTF-8').send({ name: message, message, url: req.url })
}
