import type { Failure, FailureKind } from '@reeve/contract/inputs/failure'
import type { Actor } from '@reeve/contract/kernel/may'
import { type Asked, isWrite, type Operation, type Out } from '@reeve/contract/kernel/operation'
import { z } from 'zod'
import { addressKey, type Call, callOf } from './call.ts'
import type { Style } from './render.ts'

export type Refusal = { status: number; value: unknown; style: Style; headers?: Record<string, string> }
/** Where something was refused. Not every refusal knows who asked. */
export type RefusalContext = { call: Call; binding: Binding }
/** A text in MISP's envelope with the usual status, or a refusal of its own. */
export type Word = string | ((failure: Failure, context: RefusalContext) => Refusal)
/** `method`: the address is right, the method is not. */
export type Words = Partial<Record<FailureKind | 'method', Word>>

/** An address as MISP spells it: what envelopes and descriptions repeat. */
export type Place = { key: string; admin: boolean; controller: string; action: string; url: string }

/** Where an answer is given: what was asked, by whom, and what its wording depends on. */
export type RenderContext = {
  call: Call
  binding: Binding
  actor: Actor
  /** The address of the instance, without a slash at the end. */
  base: string
  zone: string
  now: Date
}

export type Binding = {
  place: Place
  operation: Operation
  words: Words
  more: More
  // Written as methods, which TypeScript compares both ways: `at` has tied them to the operation.
  take(call: Call, context: RenderContext): object
  give(out: unknown, renderContext: RenderContext): unknown
}

type More = {
  /** Only for some calls of the place; the first binding that wants a call gets it. */
  when?: (call: Call) => boolean
  /** The change may be asked for by GET, with a key: scripts do. */
  alsoGet?: true
  /** Compact JSON whatever the client (people-data 0.4). */
  compact?: true
  /** Refusals to save do not repeat the id. */
  idless?: true
  /** MISP's newer style: `/admin` falls away and the id is a number. */
  crud?: true
  /** The model as refusals call it, where it is not the singular of the controller. */
  model?: string
}

type Bound<Op extends Operation> = More & {
  take?: (call: Call, context: RenderContext) => Partial<Record<keyof Asked<Op>, unknown>>
  give: (out: Out<Op>, context: RenderContext) => unknown
  words?: Words
}

const placeOf = (url: string): Place => {
  const [first = '', ...rest] = url.split('/').filter(Boolean)
  const admin = first === 'admin'
  const [controller = '', action = ''] = admin ? rest : [first, ...rest]
  return { key: addressKey(callOf({ method: 'OPTIONS', url })), admin, controller, action, url }
}

/** The places on the wire of one operation: where it lives, how a question is read, how an answer is worded. */
export const at = <Op extends Operation>(
  places: readonly string[],
  operation: Op,
  { take = () => ({}), give, words = {}, ...more }: Bound<Op>,
): Binding[] => places.map((url) => ({ place: placeOf(url), operation, take, give, words, more }))

/** An answer with more than a value: another status or type, a header, a text that is written as it stands. */
export type Answer = { value: unknown; status?: number; type?: string; headers?: Record<string, string> }
const answers = new WeakSet<object>()
export const answer = (value: unknown, more: Omit<Answer, 'value'> = {}): Answer => {
  const made = { value, ...more }
  answers.add(made)
  return made
}
export const isAnswer = (value: unknown): value is Answer => typeof value === 'object' && value !== null && answers.has(value)

const describing = new Set(['add', 'edit', 'change_pw'])
const ordinary = new Set(['POST', 'PUT'])

/** What a method means at a place: questions take any; changes POST and PUT; a GET of a form's address describes (people-data 0.3, 0.9, 1.4). */
export const mannerOf = ({ place, operation, more }: Binding, method: string, byKey: boolean): 'ask' | 'describe' | 'refuse' => {
  if (!isWrite(operation.kind) || ordinary.has(method)) return 'ask'
  if (method === 'DELETE' && operation.kind === 'delete') return 'ask'
  if (method !== 'GET' && method !== 'HEAD') return 'refuse'
  if (describing.has(place.action)) return 'describe'
  return more.alsoGet && byKey ? 'ask' : 'refuse'
}

const hidden = new Set(['id', 'version'])
/** What may be said at a place, from the operation's own input (people-data 0.3). */
export const description = ({ place, operation }: Binding) => {
  const fields = Object.entries(operation.input.shape).filter(([name]) => !hidden.has(name))
  const named = (optional: boolean) =>
    fields.filter(([, schema]) => z.safeParse(schema, undefined).success === optional).map(([name]) => name)
  return {
    name: `${place.url} API description`,
    description: `${operation.summary}.`,
    mandatory_fields: named(false),
    optional_fields: named(true),
    url: place.url,
  }
}
