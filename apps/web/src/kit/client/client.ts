import { type Catalogue, catalogue } from '@reeve/contract/catalogue'
import { Failure, type FailureKind, failures } from '@reeve/contract/inputs/failure'
import { addressOf, partsOf } from '@reeve/contract/kernel/address'
import { may } from '@reeve/contract/kernel/may'
import type { Asked, Operation, Out } from '@reeve/contract/kernel/operation'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { z } from 'zod'

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: Failure
  }
}

/** A row of any noun, as screens see it that know no noun. */
export type Row = Record<string, unknown>
const RowOf = z.record(z.string(), z.unknown())
const PageOf = z.object({ rows: z.array(RowOf), next: z.string().nullable(), total: z.number(), about: z.boolean() })
/** One page of a list. */
export type Page = z.output<typeof PageOf>

const said = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value))
const blank = (value: unknown) => value === undefined || value === null || value === ''

/** The address and body of a call; what is blank in a question is not said. */
export const requestOf = (op: Operation, { id, ...rest }: Row) => {
  const { method, url } = addressOf(op)
  const path = url.replace(':id', encodeURIComponent(said(id)))
  if (method !== 'GET') return { method, path, ...(method !== 'DELETE' && { body: rest }) }
  const pairs = Object.entries(rest).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).filter((one) => !blank(one)).map((one) => [key, said(one)]),
  )
  return { method, path: pairs.length > 0 ? `${path}?${new URLSearchParams(pairs)}` : path }
}

const Refusal = z.object({
  error: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.array(z.string())).optional(),
  request_id: z.string().nullish(),
  step_up: z.boolean().optional(),
})
const isKind = (text: string): text is FailureKind => Object.hasOwn(failures, text)
const unreachable = 'The server does not answer. Try again in a moment.'

const failureOf = (answer: Response, body: unknown) => {
  const read = Refusal.safeParse(body)
  if (!read.success) return new Failure('broken', `The server answered with status ${answer.status}.`)
  const { error, message, fields = {}, request_id, step_up } = read.data
  return new Failure(isKind(error) ? error : 'broken', message, { fields, data: { request_id, step_up } })
}

/** By which the server's own log finds what went wrong. */
export const requestIdOf = (failure: Error) => {
  const id = failure instanceof Failure ? failure.data.request_id : undefined
  return typeof id === 'string' ? id : undefined
}

let leaving = false
/** Off this page for good: what is still refused on the way does not bring anybody back to it. */
export const leave = (place: string) => {
  leaving = true
  // Who goes back with the browser is here again.
  window.addEventListener('pageshow', () => (leaving = false), { once: true })
  window.location.assign(place)
}
/** Leads to the sign-in page, which leads back here. */
export const toSignIn = () => {
  if (!leaving) window.location.assign(`/users/login?to=${encodeURIComponent(window.location.pathname + window.location.search)}`)
  return new Promise<never>(() => {})
}

/** Asks the user for something; answers whether it was given. */
type Asking = () => Promise<boolean>
const refuses: Asking = () => Promise.resolve(false)
let prove = refuses
let signInAgain = refuses
/** Sets who asks the user for a fresh proof of identity. */
export const proveBy = (asking: Asking) => void (prove = asking)
/** Sets who asks the user to sign in again after the session has ended. Until then an ended session leads to the sign-in page. */
export const signInAgainBy = (asking: Asking) => void (signInAgain = asking)

/** Whether a call that failed may be sent once more: the user has signed in again, or proved who it is. */
const isMended = async (op: Operation, { kind, data }: Failure) => {
  if (data.step_up === true) return prove()
  // The steps of signing in answer this to a wrong password.
  if (kind !== 'unauthenticated' || op.allow === may.everyone) return false
  return (await signInAgain()) || toSignIn()
}

/** Asks the server for what an operation names. Where it wants the user to sign in again, or a proof of identity, the call is sent again after that. */
export const ask = async (op: Operation, input: Row): Promise<unknown> => {
  try {
    return await askOnce(op, input)
  } catch (error) {
    if (!(error instanceof Failure) || !(await isMended(op, error))) throw error
    return ask(op, input)
  }
}

let lastRequest: string | null = null
/** The id of the last request that was answered, by which the log of the server finds it. */
export const lastRequestId = () => lastRequest

/** Rejects with a Failure and nothing else. */
const askOnce = async (op: Operation, input: Row): Promise<unknown> => {
  const { method, path, body } = { body: undefined, ...requestOf(op, input) }
  const answer = await fetch(path, {
    method,
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Failure('broken', unreachable, { cause })
  })
  lastRequest = answer.headers.get('x-request-id')
  const json: unknown = await answer.json().catch(() => undefined)
  if (!answer.ok) throw failureOf(answer, json)
  return json
}

const keyOf = (op: Operation, input: Row) => {
  const { noun, action } = partsOf(op)
  return [noun, action, input]
}
/** A list of any noun. */
export const pageQuery = (op: Operation, input: Row) =>
  queryOptions({ queryKey: keyOf(op, input), queryFn: async () => PageOf.parse(await ask(op, input)) })
/** One row of any noun. */
export const rowQuery = (op: Operation, input: Row) =>
  queryOptions({ queryKey: keyOf(op, input), queryFn: async () => RowOf.parse(await ask(op, input)) })
/** Does what a changing operation says; answers its row. */
export const change = async (op: Operation, input: Row): Promise<Row> => RowOf.parse(await ask(op, input))

/** A change reaches further than its own row (counts, the log, who may what): all that is on screen is asked again. */
export const refresh = (queries: QueryClient) => queries.invalidateQueries()

const call = (op: Operation) =>
  Object.assign((input: Row) => ask(op, input), {
    query: (input: Row) => queryOptions({ queryKey: keyOf(op, input), queryFn: () => ask(op, input) }),
  })

type Call<Op extends Operation> = ((input: Asked<Op>) => Promise<Out<Op>>) & {
  query: (input: Asked<Op>) => ReturnType<typeof queryOptions<Out<Op>, Failure, Out<Op>>>
}
type Client = {
  [N in keyof Catalogue]: { [K in keyof Catalogue[N]]: Catalogue[N][K] extends Operation ? Call<Catalogue[N][K]> : never }
}

/** `api.users.add({…})`, `useQuery(api.users.list.query({…}))`: the catalogue as a client. */
// oxlint-disable-next-line typescript/consistent-type-assertions -- Object.fromEntries forgets which keys there are; Client says it again
export const api = Object.fromEntries(
  Object.entries(catalogue).map(([noun, ops]) => [noun, Object.fromEntries(Object.entries(ops).map(([key, op]) => [key, call(op)]))]),
) as unknown as Client
