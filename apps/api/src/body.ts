import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'
import { Failure } from '@reeve/contract/inputs/failure'
import { XMLParser } from 'fast-xml-parser'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import qs from 'qs'

/** To this size a body is read and unpacked at once; a smaller one that unpacks to more is a bomb. */
const most = 32 * 1024 * 1024
const refusing = (statusCode: number, message: string) => Object.assign(new Error(message), { statusCode })

const unpackers = { gzip: promisify(gunzip), br: promisify(brotliDecompress) } as const
const isPacked = (encoding: string): encoding is keyof typeof unpackers => Object.hasOwn(unpackers, encoding)

const gathered = async (payload: AsyncIterable<unknown>) => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of payload) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part))
    size += bytes.length
    if (size > most) throw refusing(413, 'This body is too large.')
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}

const unpacked = async (encoding: keyof typeof unpackers, packed: Buffer) => {
  if (packed.length === 0) throw refusing(400, 'This body says it is packed, and is empty.')
  try {
    return await unpackers[encoding](packed, { maxOutputLength: most })
  } catch (error) {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw tooLarge ? refusing(413, 'Unpacked, this body is too large.') : refusing(400, `This body is no ${encoding}.`)
  }
}

/** `gzip` and `br` bodies are unpacked; any other encoding is refused (people-data 0.3). */
const unpacking = (app: FastifyInstance) =>
  app.addHook('preParsing', async (req, _, payload) => {
    const encoding = req.headers['content-encoding']?.trim().toLowerCase()
    if (encoding === undefined || encoding === 'identity') return payload
    if (!isPacked(encoding)) throw refusing(400, 'Only gzip and br are understood as content encodings.')
    const packed = await gathered(payload)
    // The framework compares what it was told to expect with what was read before unpacking.
    return Object.assign(Readable.from([await unpacked(encoding, packed)]), { receivedEncodedLength: packed.length })
  })

const asJson = (body: string): unknown => {
  if (body.trim() === '') return {}
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new Failure('invalid', 'The body is not valid JSON.', { data: { json: true }, cause })
  }
}

/** `data[User][email]=…` as CakePHP's forms have it; the `data` around it falls away. */
const asForm = (body: string): unknown => {
  const said: Record<string, unknown> = qs.parse(body, { depth: 5, parameterLimit: 1000, allowPrototypes: false })
  return typeof said.data === 'object' ? said.data : said
}

/** The largest form with files; the largest file there is, a logo, is a quarter of it. */
const mostOfForm = 1_000_000
/** Forms with files. A file is told by what it holds, as data URL: its name says nothing, and an empty one was not chosen. */
const asMultipart = async (type: string, body: Buffer): Promise<unknown> => {
  if (body.length > mostOfForm) throw refusing(413, 'This form is too large.')
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData().catch(() => {
    throw refusing(400, 'The body is not a valid form.')
  })
  const pairs: [string, string][] = []
  for (const [name, value] of form)
    if (typeof value === 'string') pairs.push([name, value])
    else if (value.size > 0)
      pairs.push([name, `data:application/octet-stream;base64,${Buffer.from(await value.arrayBuffer()).toString('base64')}`])
  return asForm(new URLSearchParams(pairs).toString())
}

const xml = new XMLParser({ parseTagValue: false, processEntities: false, ignoreAttributes: true, ignoreDeclaration: true })
/** Text in, object out: no document types, no entities, nothing is ever fetched (security 24). */
const asXml = (body: string): unknown => {
  if (/<!(DOCTYPE|ENTITY)/i.test(body)) throw refusing(400, 'Document types and entities are not accepted in XML.')
  try {
    return body.trim() === '' ? {} : xml.parse(body)
  } catch {
    throw refusing(400, 'The body is not valid XML.')
  }
}

const parsers: [string | RegExp, (body: string) => unknown][] = [
  [/^application\/([\w.-]+\+)?json/, asJson],
  ['application/x-www-form-urlencoded', asForm],
  [/^(application|text)\/xml/, asXml],
]

/** How bodies are read, on every surface alike. Clients send `application/json` with nothing in it (clients "Transport"). */
export const bodies = (app: FastifyInstance) => {
  unpacking(app)
  app.removeAllContentTypeParsers()
  for (const [type, parse] of parsers)
    app.addContentTypeParser(type, { parseAs: 'buffer' }, async (_: unknown, body: Buffer) => parse(body.toString('utf8')))
  app.addContentTypeParser(/^multipart\/form-data/, { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, body: Buffer) =>
    asMultipart(headers['content-type'] ?? '', body),
  )
  // What nobody understands is not read as anything.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async () => undefined)
}
