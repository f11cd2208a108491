import { actorByKey } from '@reeve/core/access/actors/actors'
import { ask } from '@reeve/core/ask'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../apps/api/src/app.ts'
import { isMap } from '../../packages/contract/src/inputs/isMap.ts'
import { from, type Scene, scene } from '../../packages/core/src/testing/scene.ts'
import { bind, bodyOf, type Facts, learnRows, noFacts, pathOf, rememberSent } from './facts.ts'
import type { Recording } from './recording.ts'

/** The instance a recording is replayed against, and which of its rows stands for which recorded one. */
export type World = {
  scene: Scene
  app: FastifyInstance
  keys: Map<string, string>
  facts: Facts
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
    facts: await factsOf(small),
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

/** The small world numbers its rows like the recorded instance. */
const factsOf = async ({ system: { db } }: Scene) => {
  const facts = noFacts()
  const select = { select: { id: true } }
  for (const { id } of await db.user.findMany(select)) bind(facts, 'User', id, id)
  for (const { id } of await db.organisation.findMany(select)) bind(facts, 'Organisation', id, id)
  for (const { id } of await db.role.findMany(select)) bind(facts, 'Role', id, id)
  return facts
}

/** What the recordings call a user (`as`). */
const nameOf = (email: string) => (email.endsWith('@beta.test') ? 'b' : '') + email.slice(0, email.indexOf('@'))

/** A fresh key belongs to the user whom the answer names. */
const learnKey = async ({ keys, scene: { system } }: World, ours: unknown) => {
  if (!isMap(ours)) return
  if (isMap(ours.User) && typeof ours.User.authkey === 'string') keys.set(nameOf(String(ours.User.email)), ours.User.authkey)
  const renewed = typeof ours.message === 'string' ? /^Authkey updated: (\w{40})$/.exec(ours.message)?.[1] : undefined
  if (!renewed) return
  const { email } = await system.db.user.findUniqueOrThrow({ where: { id: Number(ours.id) } })
  keys.set(nameOf(email), renewed)
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
  const body = unseen?.payload ?? (recording.body === undefined ? undefined : JSON.stringify(bodyOf(world.facts, recording.body)))
  const url = pathOf(world.facts, recording)
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
  rememberSent(world.facts, recording.body)
  learnRows(world.facts, recording, ours)
  await learnKey(world, ours)
  return { status: answer.statusCode, headers: answer.headers, ours, url }
}
