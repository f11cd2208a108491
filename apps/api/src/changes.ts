import { PassThrough } from 'node:stream'
import { operations } from '@reeve/contract/catalogue'
import { fail } from '@reeve/contract/inputs/failure'
import { partsOf } from '@reeve/contract/kernel/address'
import { type Actor, isSiteAdmin } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import { hashOfToken } from '@reeve/core/access/actors/actors'
import { mayAuthenticate } from '@reeve/core/access/actors/mayAuthenticate'
import type { System } from '@reeve/core/context'
import type { ChangeEvent } from '@reeve/core/kernel/signal'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authenticate, tokenIn } from './authenticate.ts'

/** What is told within so many milliseconds goes out together: nobody hears more often than twice a second. */
const gathering = 500
/** So often proxies see that the line lives, and whoever listens is asked whether he still may. */
const pulse = 25_000
/** Bytes that may wait for a client that does not read, and lines that one user may hold open. */
const patience = 64 * 1024
const most = 20

type Listener = { actor: Actor; token: string | undefined; stream: PassThrough }

const listing = new Map(operations.flatMap((operation) => (operation.kind === 'list' ? [[partsOf(operation).noun, operation.allow]] : [])))

/** Names of nouns he may list. Which row it was is for those who see all rows: a bare id tells of foreign ones too (security 12). */
const namesFor = (actor: Actor, told: readonly ChangeEvent[], settings: SettingValues) => {
  const heard = told.filter(({ noun }) => listing.get(noun)?.test(actor, settings))
  return [...new Set(heard.map(({ noun, id }) => (id !== '' && isSiteAdmin(actor) ? `${noun} ${id}` : noun)))]
}

/** Whether a change may be one of his rights: then the line ends, and his client comes in anew by the usual way. */
const concerns = ({ id, role_id, from }: Actor, told: ChangeEvent) => {
  if (told.noun === '*') return true
  const own = new Map([
    ['users', id],
    ['roles', role_id],
    ['authKeys', from.auth_key_id],
  ]).get(told.noun)
  return own !== undefined && own !== null && (told.id === '' || told.id === String(own))
}

/** Asks the database, without counting as a sign of life: a page that only listens does not keep its session. */
const mayStay = async ({ sql, ports }: System, { actor: { id, from }, token }: Listener) => {
  const now = ports.now()
  if (from.key_expiration && from.key_expiration <= now) return false
  if (from.way === 'key') {
    const owner = await sql.userOwner(id)
    return owner !== undefined && !mayAuthenticate(owner.user, now)
  }
  const session = token === undefined ? undefined : await sql.sessionOwner(hashOfToken(token))
  return session !== undefined && session.expires > now && !mayAuthenticate(session.user, now)
}

const write = ({ stream }: Listener, text: string) => {
  if (!stream.writable) return
  if (stream.writableLength + stream.readableLength > patience) stream.destroy()
  else if (text !== '') stream.write(text)
}
const asEvents = (names: readonly string[]) => names.map((name) => `data: ${name}\n\n`).join('')

/** Everybody who listens to this process. */
const openHall = (system: System) => {
  const listeners = new Set<Listener>()
  const heard = new Map<string, ChangeEvent>()
  let timer: NodeJS.Timeout | undefined
  const endAll = () => listeners.forEach(({ stream }) => stream.end())
  const check = async (some: readonly Listener[]) => {
    await Promise.all(some.map(async (one) => void ((await mayStay(system, one)) || one.stream.end())))
  }
  const tell = async () => {
    timer = undefined
    const told = [...heard.values()]
    heard.clear()
    // Who is no longer let in hears nothing more.
    if (told.some(({ noun }) => noun === 'session')) await check([...listeners].filter(({ actor }) => actor.from.way === 'session'))
    const settings = await system.settings.fresh()
    for (const one of listeners) {
      const gone = told.some((what) => concerns(one.actor, what))
      if (gone) one.stream.end()
      else write(one, asEvents(namesFor(one.actor, told, settings)))
    }
  }
  // Without the database nobody can be asked anything; clients come again by themselves.
  const safely = (work: () => Promise<void>) => () => void work().catch(endAll)
  const off = system.signal.on((told) => {
    heard.set(`${told.noun} ${told.id}`, told)
    timer ??= setTimeout(safely(tell), gathering)
  })
  const beat = async () => {
    for (const one of listeners) write(one, ': still here\n\n')
    await check([...listeners])
  }
  const heart = setInterval(safely(beat), pulse).unref()
  return {
    listeners,
    close: () => {
      off()
      clearTimeout(timer)
      clearInterval(heart)
      endAll()
    },
  }
}

const admit = async (system: System, req: FastifyRequest, listeners: ReadonlySet<Listener>): Promise<Listener> => {
  const actor = await authenticate(system, req)
  if (actor.requiredAction !== null && actor.from.way === 'session')
    fail('forbidden', 'There is something to do first: see /api/session/me.')
  if ([...listeners].filter((one) => one.actor.id === actor.id).length >= most)
    fail('busy', 'Too many pages listen for changes in your name.', { data: { wait: 30 } })
  return { actor, token: tokenIn(system, req), stream: new PassThrough() }
}

const greet = (req: FastifyRequest, reply: FastifyReply, { stream }: Listener) => {
  // The id comes back when a client comes again: what was told in between it has missed.
  stream.write(`retry: 2000\nid: 1\n\n${req.headers['last-event-id'] === undefined ? '' : asEvents(['*'])}`)
  return reply.type('text/event-stream; charset=utf-8').headers({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' }).send(stream)
}

/**
 * `/api/changes`: server-sent names of what changed (`users 7`, `roles`; `*` after a gap), never data. The client then requests the data
 * as usual, so the stream needs no permissions of its own.
 */
export const changes = (system: System) => async (app: FastifyInstance) => {
  const { listeners, close } = openHall(system)
  app.addHook('preClose', async () => close())
  app.get('/api/changes', { config: { public: true, endless: true }, exposeHeadRoute: false }, async (req, reply) => {
    const since = system.actors.age()
    const one = await admit(system, req, listeners)
    listeners.add(one)
    one.stream.once('close', () => listeners.delete(one))
    const answer = greet(req, reply, one)
    // Rights that changed while he came in were not heard by him.
    if (system.actors.age() !== since) one.stream.end()
    return answer
  })
}
