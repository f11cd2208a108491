import { Failure } from '@reeve/contract/inputs/failure'
import type { BodyLimits } from './bodyLimits.ts'
import { JsonPieces } from './jsonPieces.ts'
import type { Received } from './receive.ts'

/** Bytes that are scanned before other requests get their turn, and that are parsed at once: a few milliseconds of work. */
const step = 256 * 1024
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Parses a JSON body in pieces, so that no body, however large, holds up other requests. An empty body is an empty object, because
 * clients send `application/json` with nothing in it (docs/contract/clients.md).
 */
export const parseJson = async (body: Pick<Received, 'size' | 'read'>, limits: BodyLimits, bytes = step): Promise<unknown> => {
  const pieces = new JsonPieces(body, limits, bytes)
  try {
    for (let from = 0; from < body.size; from += bytes) {
      if (from > 0) await breathe()
      pieces.scan(body.read(from, Math.min(from + bytes, body.size)))
    }
    return pieces.end()
  } catch (cause) {
    throw cause instanceof SyntaxError ? new Failure('invalid', 'The body is not valid JSON.', { data: { json: true }, cause }) : cause
  }
}
