import { type Failure, type FailureKind, wireStatuses } from '@reeve/contract/inputs/failure'
import { isWrite } from '@reeve/contract/kernel/operation'
import type { Values } from './call.ts'
import type { Binding, Refusal, RefusalContext, RenderContext } from './dialect.ts'
import { waitHeaders } from './rateHeaders.ts'
import { escapedHtml } from './render.ts'

/** What MISP says; other servers and scripts compare these texts (people-data 0.4, 1.1). */
export const texts = {
  notFound: 'Not Found',
  forbidden: 'You do not have permission to use this functionality.',
  broken: 'An Internal Error Has Occurred.',
  busy: 'Rate limit exceeded.',
  unauthenticated: 'Authentication failed. Please make sure you pass the API key of an API enabled user along in the Authorization header.',
  badJson:
    'Invalid JSON input. Make sure that the JSON input is a correctly formatted JSON string. This request has been blocked to avoid an unfiltered request.',
} as const

/** The envelope of exceptions: always compact and escaped (people-data 0.4). */
export const exception = (status: number, message: string, url: string): Refusal => {
  const text = escapedHtml(message)
  return { status, value: { name: text, message: text, url: escapedHtml(url) }, style: 'escaped' }
}

const pascal = (name: string) =>
  name
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
/** `auth_keys` is the controller of `AuthKey`. */
export const modelOf = ({ place, more }: Binding) => more.model ?? pascal(place.controller.replace(/ies$/, 'y').replace(/s$/, ''))

/** The address and id an envelope repeats (people-data 0.4). */
const naming = ({ place, more }: Binding, id: string | number | undefined): { url: string; id?: string | number } => {
  const url = more.crud ? `/${place.controller}/${place.action}` : place.url
  if (id === undefined || id === '') return { url }
  return { url: `${url}/${id}`, id: more.crud && /^\d+$/.test(String(id)) ? Number(id) : id }
}

/** `403 {saved: false}`: nothing was changed, and why (people-data 0.4). */
export const notSaved = ({ call, binding }: RefusalContext, errors: unknown): Refusal => {
  const text = `Could not ${binding.place.action} ${modelOf(binding)}`
  const { url, ...id } = naming(binding, binding.more.idless ? undefined : call.ids[0])
  return { status: 403, value: { saved: false, name: text, message: text, url, errors, ...id }, style: 'pretty' }
}
/** The same, with the first thing that is wrong as its only text. */
export const inOneText = (failure: Failure, context: RefusalContext) => notSaved(context, firstError(failure))

const errorsOf = ({ fields, message }: Failure): unknown => (Object.keys(fields).length > 0 ? fields : message)
/** The first thing that was wrong, as one sentence. */
export const firstError = ({ fields, message }: Failure) => Object.values(fields)[0]?.[0] ?? message

const usual: Record<FailureKind | 'method', (failure: Failure, context: RefusalContext, text?: string) => Refusal> = {
  invalid: (failure, context, text) =>
    isWrite(context.binding.operation.kind) && text === undefined
      ? notSaved(context, errorsOf(failure))
      : exception(wireStatuses.invalid, text ?? firstError(failure), context.call.url),
  unauthenticated: ({ message }, { call }) => exception(wireStatuses.unauthenticated, message, call.url),
  // A role whose limit is none at all (people-data 0.8).
  forbidden: ({ data, message }, { call }, text = texts.forbidden) =>
    data.rate === 0
      ? exception(405, message, call.url)
      : exception(wireStatuses.forbidden, data.step_up === true ? message : text, call.url),
  notFound: (_, { call, binding }, text = `Invalid ${modelOf(binding)}`) => exception(wireStatuses.notFound, text, call.url),
  conflict: (failure, context, text) => notSaved(context, text ?? failure.message),
  busy: ({ data }, { call }, text = texts.busy) => ({ ...exception(wireStatuses.busy, text, call.url), headers: waitHeaders(data) }),
  upstream: ({ message }, { call }, text = message) => exception(wireStatuses.upstream, text, call.url),
  unavailable: ({ message, data }, { call }) => ({ ...exception(wireStatuses.unavailable, message, call.url), headers: waitHeaders(data) }),
  broken: (_, { call }) => exception(wireStatuses.broken, texts.broken, call.url),
  method: (_, { call }, text = 'This address changes something: send POST or PUT.') => exception(405, text, call.url),
}

/** A failure as MISP words it. The binding's wording takes precedence over the usual one. */
export const refused = (kind: FailureKind | 'method', failure: Failure, context: RefusalContext): Refusal => {
  const word = context.binding.words[kind]
  return typeof word === 'function' ? word(failure, context) : usual[kind](failure, context, word)
}

type Naming<O> = { id?: (out: O, context: RenderContext) => string | number | undefined }

/** For answers that name no row. */
export const nameless = { id: () => undefined }

/** The answer to an action; without a message it is `Organisation deleted` (people-data 0.4). */
export const saved =
  <O = unknown>(message?: string | ((out: O) => string), { id = (_, { call }) => call.ids[0] }: Naming<O> = {}) =>
  (out: O, context: RenderContext): Values => {
    const text =
      typeof message === 'function'
        ? message(out)
        : (message ??
          `${modelOf(context.binding)} ${context.binding.place.action}${context.binding.place.action.endsWith('e') ? 'd' : 'ed'}`)
    const { url, ...named } = naming(context.binding, id(out, context))
    return { saved: true, success: true, name: text, message: text, url, ...named }
  }
