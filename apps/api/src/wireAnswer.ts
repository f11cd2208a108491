import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Actor } from '@reeve/contract/kernel/may'
import type { System } from '@reeve/core/context'
import type { Call } from '@reeve/wire/dialect/call'
import { type Answer, isAnswer, type Refusal } from '@reeve/wire/dialect/dialect'
import { contentTypes, jsonList, render, type Style } from '@reeve/wire/dialect/render'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const isAjax = (req: FastifyRequest) => req.headers['x-requested-with'] === 'XMLHttpRequest'

/** Automatic clients get compact JSON, everybody else four blanks (people-data 0.4). */
export const styleFor = (req: FastifyRequest): Style =>
  isAjax(req) || /^(PyMISP|MISP)/.test(req.headers['user-agent'] ?? '') ? 'compact' : 'pretty'

const writtenOf = (call: Call) => (call.format === 'page' ? 'json' : call.format)

/** Headers that tell who was understood to ask, where the instance wants it (people-data 0.7). */
export const setHeaders = ({ settings, instance, ports }: System, req: FastifyRequest, reply: FastifyReply, actor: Actor) => {
  const values = settings.all()
  const { way, auth_key_id, key_expiration } = actor.from
  if (values['Security.username_in_response_header'])
    reply.header(
      'X-Username',
      way === 'key' ? `${actor.email}/API/${(values['Security.advanced_authkeys'] && auth_key_id) || 'default'}` : actor.email,
    )
  if (values['Security.user_org_uuid_in_response_header']) reply.header('X-UserOrgUUID', actor.org_uuid)
  if (key_expiration) reply.header('X-Auth-Key-Expiration', key_expiration.toISOString().replace(/\.\d+Z$/, '+00:00'))
  // MISP sets its session cookie whoever asks. One that came along is left alone: it may be a browser's living session.
  const name = `MISP-${instance.uuid}`
  if (way === 'key' && req.cookies[name] === undefined) {
    const age = values['Session.timeout'] * 60
    const until = new Date(ports.now().getTime() + age * 1000).toUTCString()
    reply.header(
      'Set-Cookie',
      `${name}=${randomBytes(16).toString('hex')}; expires=${until}; Max-Age=${age}; path=/; HttpOnly; SameSite=Lax`,
    )
  }
}

/** `-br` and `-gzip` are put behind a tag by proxies that compress (people-data 0.7). */
const bareTag = (tag: string) =>
  tag
    .trim()
    .replace(/^W\//, '')
    .replace(/-(br|gzip)("?)$/, '$2')

/** With `If-None-Match` an answer has an ETag, and the same again is 304 without a body (people-data 0.7). */
const tagged = (req: FastifyRequest, reply: FastifyReply, text: string) => {
  const seen = req.headers['if-none-match']
  if (seen === undefined || reply.statusCode !== 200) return reply.send(text)
  const tag = `"${createHash('sha1').update(text).digest('hex')}"`
  reply.header('ETag', tag)
  return bareTag(seen) === tag ? reply.code(304).send() : reply.send(text)
}

export const sendRefusal = (req: FastifyRequest, reply: FastifyReply, call: Call, { status, value, style, headers = {} }: Refusal) => {
  const format = call.format === 'xml' ? 'xml' : 'json'
  const chosen = style === 'pretty' ? styleFor(req) : style
  return reply
    .code(status)
    .headers(headers)
    .type(contentTypes[format])
    .send(render(value, format, chosen))
}

const sendSpecial = (
  req: FastifyRequest,
  reply: FastifyReply,
  call: Call,
  { value, status = 200, type, headers = {} }: Answer,
  style: Style,
) => {
  const format = writtenOf(call)
  const text = type !== undefined && typeof value === 'string' ? value : render(value, format, style)
  return tagged(
    req,
    reply
      .code(status)
      .headers(headers)
      .type(type ?? contentTypes[format]),
    text,
  )
}

export const sendValue = (req: FastifyRequest, reply: FastifyReply, call: Call, value: unknown, style: Style) => {
  if (isAnswer(value)) return sendSpecial(req, reply, call, value, style)
  const format = writtenOf(call)
  return tagged(req, reply.type(contentTypes[format]), render(value, format, style))
}

const gathered = async (batches: AsyncIterable<unknown[]>) => {
  const all: unknown[] = []
  for await (const batch of batches) all.push(...batch)
  return all
}

/** What is left of an iteration, with what was already taken from it. */
async function* resumed(taken: unknown[][], rest: AsyncIterator<unknown[]>) {
  try {
    yield* taken
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

/** A list of one batch is sent whole; a longer one item by item, and a client that leaves ends the reading (people-data 0.4). */
export const sendList = async (req: FastifyRequest, reply: FastifyReply, call: Call, batches: AsyncIterable<unknown[]>, style: Style) => {
  const iterator = batches[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done) return sendValue(req, reply, call, [], style)
  const second = await iterator.next()
  if (second.done) return sendValue(req, reply, call, first.value, style)
  const all = resumed([first.value, second.value], iterator)
  // A tag is made from the whole, and only JSON is written in parts.
  if (req.headers['if-none-match'] !== undefined || writtenOf(call) !== 'json')
    return sendValue(req, reply, call, await gathered(all), style)
  return reply.type(contentTypes.json).send(Readable.from(jsonList(all, style), { objectMode: false }))
}
