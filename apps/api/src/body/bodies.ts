import path from 'node:path'
import type { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import { may, type Rule } from '@reeve/contract/kernel/may'
import type { System } from '@reeve/core/context'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authenticate } from '../authenticate.ts'
import { operationOf } from '../operationOf.ts'
import { type BodyLimits, forCallers, forStrangers, textBytes } from './bodyLimits.ts'
import { parseForm } from './parseForm.ts'
import { parseJson } from './parseJson.ts'
import { parseMultipart } from './parseMultipart.ts'
import { parseXml } from './parseXml.ts'
import { type Received, readOut, receive } from './receive.ts'
import { roomFor } from './room.ts'
import { TooLarge } from './tooLarge.ts'

/** Operations that can be asked without being known. */
const open = new Set<Rule>([may.everyone, may.forget, may.register])

/**
 * What the body of a request may hold. Undefined: it is not read at all, because nothing is at the address, or because the caller is
 * not known and the operation is not for strangers. The handler says which of both it is.
 */
const limitsFor = async (system: System, req: FastifyRequest): Promise<BodyLimits | undefined> => {
  const operation = operationOf(req)
  if (!operation) return undefined
  if (open.has(operation.allow)) return forStrangers
  const actor = await authenticate(system, req).catch(() => undefined)
  return actor && forCallers((await system.settings.fresh())['http.bodyLimit'])
}

const lengthOf = ({ headers }: FastifyRequest) => {
  const said = headers['content-length']
  return said === undefined ? undefined : Number(said)
}

type Parse = (body: Received, limits: BodyLimits) => unknown
const ofText =
  (parse: (text: string, limits: BodyLimits) => unknown): Parse =>
  (body, limits) => {
    if (body.size > textBytes) throw new TooLarge('A form or XML can hold at most 4 MB.', textBytes)
    return parse(body.read(0, body.size).toString('utf8'), limits)
  }
const parsers: [string | RegExp, Parse][] = [
  [/^application\/([\w.-]+\+)?json/, (body, limits) => parseJson(body, limits)],
  ['application/x-www-form-urlencoded', ofText(parseForm)],
  [/^(application|text)\/xml/, ofText(parseXml)],
]

/** Reads and parses bodies, the same way on every surface, only for who may send one. Bodies of other types are not read. */
export const bodies = async (app: FastifyInstance, system: System) => {
  const takeRoom = roomFor(app)
  const folder = path.join(system.env.DATA_DIR, 'tmp')

  const read = async (req: FastifyRequest, payload: Readable, parse: Parse) => {
    const limits = await limitsFor(system, req)
    if (!limits) return undefined
    const declared = lengthOf(req)
    const encoding = req.headers['content-encoding']?.trim().toLowerCase()
    const body = await receive(payload, { encoding, declared, limits, folder, hold: (size) => takeRoom(req, size) })
    try {
      return await parse(body, limits)
    } finally {
      await body.release()
    }
  }
  /** What is left of a body that was refused is read, as far as it is not too much: see `readOut`. */
  const reading = (parse: Parse) => async (req: FastifyRequest, payload: Readable) => {
    try {
      return await read(req, payload, parse)
    } catch (error) {
      await readOut(payload, lengthOf(req))
      throw error
    }
  }

  app.removeAllContentTypeParsers()
  for (const [type, parse] of parsers) app.addContentTypeParser(type, reading(parse))
  app.addContentTypeParser('*', async () => undefined)
  await app.register(multipart)
  app.addHook('preValidation', async (req) => {
    if (!req.isMultipart()) return
    const limits = await limitsFor(system, req)
    if (limits) req.body = await parseMultipart(req, lengthOf(req), limits)
  })
}
