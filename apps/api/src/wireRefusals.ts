import { Failure, wireStatuses } from '@reeve/contract/inputs/failure'
import { unavailableOf } from '@reeve/core/database/unavailable'
import type { Call } from '@reeve/wire/dialect/call'
import type { Refusal } from '@reeve/wire/dialect/dialect'
import { waitHeaders } from '@reeve/wire/dialect/rateHeaders'
import { exception, texts } from '@reeve/wire/dialect/refuse'
import type { FastifyRequest } from 'fastify'
import { TooLarge, Unreadable } from './body/tooLarge.ts'
import { isAjax } from './wireAnswer.ts'

/** Any error as a failure; what is a fault of the server is logged. */
export const asFailure = (error: unknown, req: FastifyRequest): Failure => {
  if (error instanceof Failure) return error
  req.log.error(error)
  return unavailableOf(error) ?? new Failure('broken', texts.broken, { cause: error })
}

/** Not let in: the text says why, but to a browser's script (people-data 1.1). */
export const notLetIn = (error: unknown, req: FastifyRequest, { url }: Call): Refusal => {
  const { kind, message, data } = asFailure(error, req)
  if (kind === 'broken') return exception(500, texts.broken, url)
  if (kind === 'unavailable' || kind === 'busy') return { ...exception(wireStatuses[kind], message, url), headers: waitHeaders(data) }
  return exception(403, kind === 'unauthenticated' && isAjax(req) ? 'Authentication failed.' : message, url)
}

/** A body that is no JSON: the parser says so by `data.json`, or it is the framework's own complaint. */
const isBrokenJson = (error: unknown) =>
  error instanceof Failure
    ? error.data.json === true
    : error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_INVALID_JSON_BODY')
const statusOf = (error: unknown) => (error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500)

/** The limit that a body exceeded is told to scripts, in megabytes (docs/contract/operations.md 9.3). */
const tooLarge = ({ statusCode, message, limit }: TooLarge, url: string): Refusal => {
  const { style } = exception(statusCode, message, url)
  return { status: statusCode, style, value: { name: 'Payload Too Large', message, url, ...(limit !== undefined && { limit }) } }
}

/** What failed before the call was looked at, mostly a body: broken JSON is 405 with the text of MISP (people-data 0.3). */
export const unread = (error: unknown, req: FastifyRequest): Refusal => {
  const url = req.raw.url ?? req.url
  if (isBrokenJson(error)) return exception(405, texts.badJson, url)
  if (error instanceof Failure)
    return {
      ...exception(wireStatuses[error.kind], error.kind === 'broken' ? texts.broken : error.message, url),
      headers: waitHeaders(error.data),
    }
  if (error instanceof TooLarge) return tooLarge(error, url)
  if (error instanceof Unreadable) return exception(error.statusCode, error.message, url)
  const status = statusOf(error)
  if (status >= 400 && status < 500) return exception(status, 'This request could not be read.', url)
  const { kind, message, data } = asFailure(error, req)
  return { ...exception(wireStatuses[kind], message, url), headers: waitHeaders(data) }
}
