import { actorByKey } from '@reeve/core/access/sign-in/actors'
import { ask } from '@reeve/core/request/ask'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../apps/api/src/app.ts'
import { isMap } from '../../packages/contract/src/inputs/isMap.ts'
import { from, type Scene, scene } from '../../packages/core/src/testing/scene.ts'
import type { Recording } from './recording.ts'

/** Nouns whose numbers a recording names, by the controller that names them. */
type Noun = 'users' | 'organisations' | 'roles' | 'authKeys' | 'userSettings'
const nouns = new Map<string, Noun>([
  ['users', 'users'],
  ['organisations', 'organisations'],
  ['roles', 'roles'],
  ['auth_keys', 'authKeys'],
  ['user_settings', 'userSettings'],
])
const models: [model: string, noun: Noun][] = [
  ['User', 'users'],
  ['Organisation', 'organisations'],
  ['Role', 'roles'],
  ['AuthKey', 'authKeys'],
  ['UserSetting', 'userSettings'],
]
const references = new Map<string, Noun>([
  ['org_id', 'organisations'],
  ['role_id', 'roles'],
  ['user_id', 'users'],
])

/** The instance a recording is replayed against, and which of its rows stands for which recorded one. */
export type World = {
  scene: Scene
  app: FastifyInstance
  keys: Map<string, string>
  bound: Map<string, string>
  ask: <T = Record<string, unknown>>(name: string, raw: unknown) => Promise<T>
  close: () => Promise<void>
}

/** A fresh instance. Without people it has only what a first start makes, and the recordings add the rest. */
export const worldOf = async (populated: boolean): Promise<World> => {
  const small = await scene({ populated })
  const app = await buildApp(small.system)
  const admin = await actorByKey(small.system, [small.first.key], from)
  return {
    scene: small,
    app,
    keys: new Map<string, string>([...small.keys, ['admin', small.first.key]]),
    bound: new Map(),
    ask: async <T>(name: string, raw: unknown): Promise<T> => {
      const out: T = JSON.parse(JSON.stringify(await ask(small.system, admin, name, raw)))
      return out
    },
    close: async () => {
      await app.close()
      await small.close()
    },
  }
}

/** Says that a recorded number is, here, another. */
export const bind = ({ bound }: World, noun: Noun, recorded: unknown, ours: unknown) =>
  bound.set(`${noun} ${String(recorded)}`, String(ours))
const oursOf = ({ bound }: World, noun: Noun, id: string) => bound.get(`${noun} ${id}`) ?? id

/** Rows that a request adds are bound to the recorded ones, and fresh keys to who had them. */
const learn = (world: World, { answer }: Recording, ours: unknown) => {
  if (!isMap(answer) || !isMap(ours)) return
  for (const [model, noun] of models) {
    const [theirs, made] = [answer[model], ours[model]]
    if (!isMap(theirs) || !isMap(made)) continue
    bind(world, noun, theirs.id, made.id)
    if (typeof made.uuid === 'string') bind(world, noun, theirs.uuid, made.uuid)
    if (noun === 'users' && typeof made.authkey === 'string')
      world.keys.set(String(made.email).startsWith('admin2@') ? 'admin2' : whoIs(String(made.email)), made.authkey)
  }
  const renewed = typeof ours.message === 'string' ? /^Authkey updated: (\w{40})$/.exec(ours.message)?.[1] : undefined
  if (renewed) world.keys.set(nameOf.get(String(answer.id)) ?? '', renewed)
}
const nameOf = new Map([
  ['6', 'readonly'],
  ['7', 'buser'],
])
const whoIs = (email: string) => (email.endsWith('@beta.test') ? 'b' : '') + email.slice(0, email.indexOf('@'))

/** The address with our numbers for the recorded ones; `/auth_keys/add/3` and `/auth_keys/index/3` name users. */
const pathOf = (world: World, { path }: Recording) => {
  const controller =
    path
      .split('/')
      .filter(Boolean)
      .find((part) => part !== 'admin') ?? ''
  const noun = /^\/auth_keys\/(add|index)/.test(path) ? 'users' : nouns.get(controller.replace(/\?.*/, ''))
  if (noun === undefined) return path
  return path
    .split('/')
    .map((part) => (/^\d+$/.test(part) || /^[\da-f-]{36}$/.test(part) ? oursOf(world, noun, part) : part))
    .join('/')
}
const bodyOf = (world: World, value: unknown): unknown => {
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const noun = references.get(key)
      return [key, noun && (typeof one === 'string' || typeof one === 'number') ? oursOf(world, noun, String(one)) : bodyOf(world, one)]
    }),
  )
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'] as const
const methodOf = (said: string) => methods.find((method) => method === said) ?? 'GET'

/** Sends what was recorded. What the recording cannot show (a compressed body, one broken on purpose) the area's setup gives. */
export const replay = async (
  world: World,
  recording: Recording,
  unseen?: { payload?: string | Buffer; headers: Record<string, string> },
) => {
  const key = recording.as === 'none' ? undefined : world.keys.get(recording.as)
  if (recording.as !== 'none' && key === undefined) throw new Error(`Nobody is called ${recording.as}.`)
  const body = unseen?.payload ?? (recording.body === undefined ? undefined : JSON.stringify(bodyOf(world, recording.body)))
  const url = pathOf(world, recording)
  const answer = await world.app.inject({
    method: methodOf(recording.method),
    url,
    headers: {
      host: '127.0.0.1',
      ...(key !== undefined && { authorization: key }),
      ...(recording.accept !== null && { accept: recording.accept }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...unseen?.headers,
    },
    ...(body !== undefined && { payload: body }),
  })
  const text = answer.body
  // Some of MISP's JSON is labelled as a page.
  const isJson = answer.headers['content-type']?.startsWith('application/json') || text.startsWith('{"')
  const ours: unknown = isJson && text ? JSON.parse(text) : text
  learn(world, recording, ours)
  return { status: answer.statusCode, headers: answer.headers, ours, url }
}
