import { sessionOperations } from '@reeve/contract/access/session'
import { Failure } from '@reeve/contract/inputs/failure'
import { registrations } from '@reeve/contract/people/registrations'
import { anonymous } from '@reeve/core/access/actors/actors'
import { ask } from '@reeve/core/ask'
import type { System } from '@reeve/core/context'
import { firstError } from '@reeve/wire/dialect/refuse'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { authenticate, fromOf, isOpen } from './authenticate.ts'
import { carriesKey, speak, wantsPage } from './misp.ts'
import { isOurs, notOurs, redirect, sendForm } from './signInForm.ts'

const Said = z.object({
  _Token: z.object({ key: z.string().max(200) }),
  User: z.object({
    email: z.string().max(255).optional(),
    password: z.string().max(1000).optional(),
    confirm_password: z.string().max(1000).optional(),
    org_name: z.string().max(1000).optional(),
    message: z.string().max(70_000).optional(),
    pgp: z.string().max(70_000).optional(),
  }),
})
const Ticket = z.object({ ticket: z.string().max(2000) })
type Way = { way: 'forgot' | 'register' } | { way: 'choose'; ticket: string }
type Visit = { system: System; req: FastifyRequest; reply: FastifyReply }

const isScript = (req: FastifyRequest) => carriesKey(req) || !wantsPage(req)
/** What each form asks for; it is shown while strangers may ask. */
const asks = { forgot: sessionOperations.forgot, choose: sessionOperations.choose, register: registrations.add } as const
const to = '/app/'

/** What was refused is said above the form; a link that is none leads to another one. */
const refuse = ({ system, req, reply }: Visit, way: Way, error: unknown) => {
  if (!(error instanceof Failure) || error.kind === 'broken') throw error
  const again: Way = error.kind === 'unauthenticated' ? { way: 'forgot' } : way
  return sendForm(system, req, reply, { ...again, to, said: firstError(error) }, error.kind === 'busy' ? 403 : 200)
}

/** The form, for people; scripts are answered on the wire. Where it is turned off there is only the way to sign in. */
const show = async (visit: Visit, way: Way) => {
  const { system, req, reply } = visit
  if (isScript(req)) return speak(system, { authenticate })(req, reply)
  if (!(await isOpen(system, asks[way.way], req))) return redirect(system, req, reply, '/users/login')
  try {
    if (way.way === 'choose') await ask(system, anonymous(fromOf(req)), sessionOperations.link.name, { token: way.ticket })
    return await sendForm(system, req, reply, { ...way, to })
  } catch (error) {
    return refuse(visit, way, error)
  }
}

const told = {
  forgot: 'If there is such an account, a link is on its way to its mailbox. It is valid for ten minutes.',
  choose: 'The new password holds from now on. Sign in with it.',
  register: 'Your request was sent to the administrators, who will answer by mail.',
}

/** What the form asked for; what is wrong is said above it. */
const answer = async (visit: Visit, way: Way, input: (user: z.output<typeof Said>['User']) => object) => {
  const { system, req, reply } = visit
  if (isScript(req)) return speak(system, { authenticate })(req, reply)
  const form = Said.safeParse(req.body).data
  if (!form || !isOurs(system, req, form._Token.key)) return sendForm(system, req, reply, { ...way, to, said: notOurs }, 400)
  try {
    await ask(system, anonymous(fromOf(req)), asks[way.way].name, input(form.User))
    return await sendForm(system, req, reply, { way: 'told', to, told: told[way.way] })
  } catch (error) {
    return refuse(visit, way, error)
  }
}

/** What strangers may ask for, usable without JavaScript (people-data 1.4, 2.2). Only POST changes anything. */
export const publicForms = (system: System) => async (app: FastifyInstance) => {
  const get = { config: { public: true }, exposeHeadRoute: false }
  const place = '/users/password_reset/:ticket'
  const choose = (req: FastifyRequest): Way => ({ way: 'choose', ticket: Ticket.parse(req.params).ticket })
  app.get('/users/forgot', get, (req, reply) => show({ system, req, reply }, { way: 'forgot' }))
  app.get(place, get, (req, reply) => show({ system, req, reply }, choose(req)))
  app.get('/users/register', get, (req, reply) => show({ system, req, reply }, { way: 'register' }))
  app.post('/users/register', { config: { operation: 'registrations.add' } }, (req, reply) =>
    answer({ system, req, reply }, { way: 'register' }, ({ email = '', org_name, message, pgp }) => ({
      email,
      org_name,
      message,
      ...(pgp && { pgp }),
    })),
  )
  app.post('/users/forgot', { config: { operation: 'session.forgot' } }, (req, reply) =>
    answer({ system, req, reply }, { way: 'forgot' }, ({ email = '' }) => ({ email })),
  )
  app.post(place, { config: { operation: 'session.choose' } }, (req, reply) =>
    answer({ system, req, reply }, choose(req), ({ password = '', confirm_password }) => ({
      token: Ticket.parse(req.params).ticket,
      password,
      confirm_password,
    })),
  )
}
