import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { sessionOperations as session } from '@reeve/contract/access/session'
import type { Out } from '@reeve/contract/kernel/operation'
import { registrations } from '@reeve/contract/people/registrations'
import { policyInWords } from '@reeve/contract/settings/security'
import type { System } from '@reeve/core/context'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { cookieName, isOpen } from './authenticate.ts'
import { baseOf, namedBase } from './baseOf.ts'
import { asPage } from './headers.ts'
import { loginPage, type Page, styleHash, type Wanted } from './loginPage.ts'

const formCookie = 'reeve-form'
/** Carries the proof of the password from the first step to the second. */
const ticketCookie = 'reeve-otp'
export const ticketIn = (req: FastifyRequest) => req.cookies[ticketCookie]

/** Scripts cannot read our cookies, and other sites send them along only with a link that is followed. */
const safe = { httpOnly: true, sameSite: 'lax' } as const
/** The cookies of the form last an hour; what is in them says itself how long it is good for. */
const ofForm = { ...safe, path: '/users', maxAge: 3600 } as const
const isSecure = async (system: System, req: FastifyRequest) => (await baseOf(system, req)).startsWith('https:')

/** A token that belongs to the browser it was given to, signed with a key derived from SECRET_KEY. */
const signed = ({ env }: System, nonce: string) => createHmac('sha256', `reeve form ${env.SECRET_KEY}`).update(nonce).digest('base64url')
/** Whether a form that comes back was ours, shown to this browser. */
export const isOurs = (system: System, req: FastifyRequest, token: string | undefined) => {
  const nonce = req.cookies[formCookie]
  if (nonce === undefined || token === undefined) return false
  const [right, said] = [Buffer.from(signed(system, nonce)), Buffer.from(token)]
  return right.length === said.length && timingSafeEqual(right, said)
}

/** What whoever sent another one reads. */
export const notOurs = 'This form was open too long, or cookies are off. Please try again.'

const here = 'http://here.invalid'
/** The first page: whoever wants nothing else may have chosen another. */
const first = '/app/'
/** The path as the router will read it. */
const decoded = (path: string) => {
  try {
    return decodeURIComponent(path)
  } catch {
    return '/users/login'
  }
}
/** Where to go afterwards: a page of ours, or the first one. Read as a browser reads it, so that no detour leads to another host or out again. */
export const placeOf = (to: string | undefined) => {
  const url = to !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(to) ? URL.parse(to, here) : null
  const isPage = url?.origin === here && !/^\/(\/|users\/(log|otp|email_otp))/i.test(decoded(url.pathname))
  return isPage ? `${url.pathname}${url.search}${url.hash}` : first
}

export const sendForm = async (system: System, req: FastifyRequest, reply: FastifyReply, wanted: Wanted, status = 200) => {
  const settings = await system.settings.fresh()
  const kept = req.cookies[formCookie]
  const nonce = kept !== undefined && /^[\w-]{32,64}$/.test(kept) ? kept : randomBytes(32).toString('base64url')
  const open = { forgot: await isOpen(system, session.forgot, req), register: await isOpen(system, registrations.add, req) }
  const greeting = settings['Security.self_registration_message']
  const code = { length: settings['Security.email_otp_length'], minutes: settings['Security.email_otp_validity'] }
  const policy = policyInWords(settings)
  const page: Page = {
    ...wanted,
    code,
    policy,
    org: settings['MISP.org'],
    title: settings['MISP.title_text'],
    token: signed(system, nonce),
    open,
    greeting,
  }
  return asPage(reply, { trustedTypes: false, styles: styleHash })
    .code(status)
    .setCookie(formCookie, nonce, { ...ofForm, secure: await isSecure(system, req) })
    .type('text/html; charset=utf-8')
    .send(loginPage(page))
}

export const redirect = async (system: System, req: FastifyRequest, reply: FastifyReply, to: string) =>
  reply
    .code(302)
    .header('Location', to.startsWith('/') ? `${await namedBase(system)}${to}` : to)
    .type('text/html; charset=UTF-8')
    .send('')

const setSession = (system: System, reply: FastifyReply, token: string, secure: boolean) =>
  reply.setCookie(cookieName(system), token, { ...safe, path: '/', secure })

const Opened = z.object({ token: z.string() })
/** Gives the browser the cookie of a session that its page has opened through the API; without one yet, nothing. */
export const keepSession = async (system: System, req: FastifyRequest, reply: FastifyReply, out: unknown) => {
  const opened = Opened.safeParse(out)
  if (opened.success) setSession(system, reply, opened.data.token, await isSecure(system, req))
}

/**
 * On with the session's cookie, or with the ticket to the second step; how long it is good for, the ticket itself says. Who was on his
 * way to no page in particular begins where he likes.
 */
export const goOn = async (system: System, req: FastifyRequest, reply: FastifyReply, opened: Out<typeof session.open>, to: string) => {
  const { token, ticket, step, homepage } = opened
  const secure = await isSecure(system, req)
  if (token === null) {
    reply.setCookie(ticketCookie, ticket ?? '', { ...ofForm, secure })
    return redirect(system, req, reply, `/users/${step}?to=${encodeURIComponent(to)}`)
  }
  setSession(system, reply, token, secure)
  if (ticketIn(req) !== undefined) reply.clearCookie(ticketCookie, { ...safe, path: '/users' })
  return redirect(system, req, reply, to === first ? placeOf(homepage ?? undefined) : to)
}

/** Out: the cookie is forgotten, and the form is next. */
export const goOut = (system: System, req: FastifyRequest, reply: FastifyReply, to = '/users/login') => {
  reply.clearCookie(cookieName(system), { ...safe, path: '/' })
  return redirect(system, req, reply, to)
}
