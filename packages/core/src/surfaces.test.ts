import { operations } from '@reeve/contract/catalogue'
import { addressOf, partsOf } from '@reeve/contract/kernel/address'
import { infoOf } from '@reeve/contract/kernel/fields'
import { may, perms, type Rule } from '@reeve/contract/kernel/may'
import { actsOnRow, isWrite } from '@reeve/contract/kernel/operation'
import { settings } from '@reeve/contract/settings/settings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Prisma } from '../generated/client.ts'
import { anonymous } from './access/sign-in/actors.ts'
import { logged, quiet } from './kernel/loggedModels.ts'
import { ask } from './request/ask.ts'
import { type Sample, samplesOf, strangersOf } from './testing/samples.ts'
import { actorWith, from, type Scene, scene, tables } from './testing/scene.ts'

/** Walks over the catalogue: what they prove holds for operations that nobody has written yet. */
const all = operations.map((operation) => [operation.name, operation] as const)
const writes = all.filter(([, { kind }]) => isWrite(kind))
const questions = all.filter(([, { kind }]) => !isWrite(kind))

/** What strangers may ask: the whole list, looked at one by one (security 14). */
const toStrangers = new Set<Rule>([may.everyone, may.register, may.forget])

const drained = async (answer: unknown): Promise<unknown> => {
  if (!answer || typeof answer !== 'object' || !(Symbol.asyncIterator in answer)) return answer
  const rows: unknown[] = []
  for await (const batch of answer as AsyncIterable<unknown[]>) rows.push(...batch)
  return rows
}
/** Asked by whom the sample says, in the way that it says. */
const askSample = async (world: Scene, name: string, { input, as = 'admin', vouched }: Sample) => {
  const actor = await world.as(as)
  return ask(world.system, { ...actor, from: { ...actor.from, ...(vouched && { vouched }) } }, name, input)
}
const sampleFor = (samples: Record<string, Sample>, name: string): Sample => {
  const sample = samples[name]
  if (!sample) throw new Error(`${name} has no sample: add a line to testing/samples.ts.`)
  return sample
}

describe('each operation', () => {
  let world: Scene
  beforeAll(async () => {
    world = await scene()
  })
  afterAll(() => world.close())

  it.each(all)('%s is refused without its permission', async (name, { allow }) => {
    if (toStrangers.has(allow)) return
    const { input } = sampleFor(await samplesOf(await fresh(world)), name)
    await expect(ask(world.system, anonymous(from), name, input)).rejects.toMatchObject({ kind: 'unauthenticated' })
    // Each permission that the rule could depend on is left out in turn: with all others it must still refuse what it names.
    const needed = perms.filter((perm) => perm !== 'perm_site_admin' && allow.test(actorWith([perm]), world.system.settings.all()))
    if (needed.length === perms.length - 1) return
    const others = perms.filter((perm) => perm !== 'perm_site_admin' && !needed.includes(perm))
    await expect(ask(world.system, actorWith(others), name, input)).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it.each(writes)('%s is refused to a read-only key', async (name, { allow }) => {
    if (allow === may.everyone) return
    const { input } = sampleFor(await samplesOf(await fresh(world)), name)
    await expect(ask(world.system, actorWith(perms, { readOnly: true }), name, input)).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it.each(all)('%s refuses a field it does not know', async (name) => {
    const sample = sampleFor(await samplesOf(await fresh(world)), name)
    const asked = askSample(world, name, { ...sample, input: { ...sample.input, nosuchfield: 1 } })
    await expect(asked).rejects.toMatchObject({ kind: 'invalid', fields: { nosuchfield: [expect.any(String)] } })
  })

  it('lives at an address of its own', () => {
    const addresses = operations.map((operation) => Object.values(addressOf(operation)).join(' '))
    expect(addresses).toEqual([...new Set(addresses)])
  })
})

/** Sample rows are made in the world they are asked of; a walk that changes nothing may share one. */
const made = new WeakSet<Scene>()
const fresh = async (world: Scene) => {
  if (!made.has(world)) {
    made.add(world)
    return world
  }
  await world.system.db.organisation.deleteMany({ where: { name: 'Empty' } })
  await world.system.db.role.deleteMany({ where: { name: 'Spare' } })
  return world
}

type Shape = {
  anyOf?: Shape[]
  allOf?: Shape[]
  type?: string
  maxLength?: number
  enum?: unknown[]
  const?: unknown
  pattern?: string
  format?: string
  items?: Shape
  properties?: Record<string, Shape>
  maxItems?: number
}
const unbounded = (schema: Shape, path: string): string[] => {
  if (schema.anyOf ?? schema.allOf) return [...(schema.anyOf ?? []), ...(schema.allOf ?? [])].flatMap((inner) => unbounded(inner, path))
  if (schema.type === 'string') return schema.maxLength !== undefined || schema.enum || schema.const !== undefined ? [] : [path]
  if (schema.type === 'array')
    return [
      ...(schema.maxItems === undefined ? [`${path}[] without an end`] : []),
      ...(schema.items ? unbounded(schema.items, `${path}[]`) : []),
    ]
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => unbounded(inner, `${path}.${key}`))
}
const openIn = (schema: z.ZodType, path: string): string[] => {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema
  if (inner instanceof z.ZodObject) return Object.entries(inner.shape).flatMap(([key, one]) => openIn(one as z.ZodType, `${path}.${key}`))
  return isFlag(schema) ? [] : unbounded(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape, path)
}
/** What a flag is called in words is bounded by its vocabulary. */
const isFlag = (schema: z.ZodType) => schema.safeParse('yes').success && !schema.safeParse('x'.repeat(100)).success

describe('input', () => {
  it.each(all)('%s accepts no text without a bound', (name, { input }) => {
    expect(openIn(input, name)).toEqual([])
  })
  it('would notice a text without a bound', () => {
    expect(unbounded(z.toJSONSchema(z.object({ a: z.string(), b: z.array(z.string().max(1)) })) as Shape, 'x')).toEqual([
      'x.a',
      'x.b[] without an end',
    ])
  })
  it.each(Object.entries(settings))('setting %s accepts no text without a bound', (_, { type }) => {
    expect(type.safeParse('x'.repeat(1_000_000)).success).toBe(false)
  })
})

const secretNames = ['password', 'key_hash', 'token_hash', 'token', 'authkey', 'authkey_raw', 'totp']
const declared = (schema: z.ZodType): string[] => {
  if (schema instanceof z.ZodArray) return declared(schema.element as z.ZodType)
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape).flatMap(([key, inner]) => [
    ...(secretNames.includes(key) || infoOf(inner as z.ZodType)?.secret ? [key] : []),
    ...declared(inner as z.ZodType),
  ])
}

describe('answers', () => {
  it.each(all)('%s declares no secret but what it shows once', (_, { output, shownOnce = [] }) => {
    expect(declared(output).filter((key) => !shownOnce.includes(key))).toEqual([])
  })

  it.each(all)('%s gives no stored secret away', async (name) => {
    const world = await scene()
    const sample = sampleFor(await samplesOf(world), name)
    await sample.before?.(world)
    const answer = JSON.stringify(await drained(await askSample(world, name, sample)))
    const users = await world.system.db.user.findMany({ select: { password: true, totp: true } })
    const keys = await world.system.db.authKey.findMany({ select: { key_hash: true } })
    const stored = [...users.flatMap(({ password, totp }) => [password, totp]), ...keys.map(({ key_hash }) => key_hash)]
    for (const secret of stored.filter(Boolean)) expect(answer).not.toContain(secret)
    await world.close()
  })
})

describe('foreign organisations', () => {
  let world: Scene
  let strangers: Record<string, string | number>
  let samples: Record<string, Sample>
  beforeAll(async () => {
    world = await scene()
    samples = await samplesOf(world)
    await fresh(world)
    strangers = await strangersOf(await again(world))
  })
  afterAll(() => world.close())
  const again = async (one: Scene) => {
    await one.system.db.organisation.deleteMany({ where: { name: 'Empty' } })
    await one.system.db.role.deleteMany({ where: { name: 'Spare' } })
    return one
  }
  const insiders = ['orgadmin', 'user', 'sync', 'readonly'] as const

  it.each(questions.filter(([, { kind }]) => !actsOnRow(kind)))('%s shows nobody of another organisation', async (name, { allow }) => {
    for (const who of insiders) {
      const actor = await world.as(who)
      if (!allow.test(actor, world.system.settings.all())) continue
      // Who has nothing to be shown is told so, which must name nobody either.
      const answer = await ask(world.system, actor, name, sampleFor(samples, name).input).then(drained).catch(String)
      expect(JSON.stringify(answer), `${name} as ${who}`).not.toMatch(/@beta\.test|of-beta/)
    }
  })

  it.each(all.filter(([, { kind }]) => actsOnRow(kind)))('%s does not know a row of another organisation', async (name, operation) => {
    const stranger = strangers[partsOf(operation).noun]
    if (stranger === undefined) return
    for (const who of insiders) {
      const actor = await world.as(who)
      if (!operation.allow.test(actor, world.system.settings.all())) continue
      const before = await snapshot(world)
      await expect(
        ask(world.system, actor, name, { ...sampleFor(samples, name).input, id: stranger }),
        `${name} as ${who}`,
      ).rejects.toMatchObject({ kind: 'notFound' })
      expect(await snapshot(world)).toEqual(before)
    }
  })
})

const leftByUse = new Set(['counters', 'api_use', 'access_logs', 'log_hours'])
const kept = tables.filter((table) => !leftByUse.has(table))
/** Every table as text, but for the marks that mere use leaves. */
const snapshot = async ({ system }: Scene) => {
  await system.marks.flush()
  const skip = ['last_api_access', 'last_used', 'unique_ips', 'last_seen']
  const rows = await Promise.all(
    kept.map((table) =>
      system.pool.query<{ row: string }>(`SELECT (to_jsonb(t) - $1::text[])::text AS row FROM ${table} t ORDER BY 1`, [skip]),
    ),
  )
  return Object.fromEntries(kept.map((table, at) => [table, rows[at]?.rows.map(({ row }) => row)]))
}

describe('questions and changes', () => {
  it.each(questions)('%s changes nothing', async (name) => {
    const world = await scene()
    const sample = sampleFor(await samplesOf(world), name)
    await sample.before?.(world)
    const before = await snapshot(world)
    await drained(await askSample(world, name, { ...sample, as: 'admin' }))
    expect(await snapshot(world)).toEqual(before)
    await world.close()
  })

  it.each(writes)('%s leaves a row in the log for every change of a logged model', async (name) => {
    const world = await scene()
    const sample = sampleFor(await samplesOf(world), name)
    await sample.before?.(world)
    const before = await snapshot(world)
    await askSample(world, name, { ...sample, as: 'admin' })
    const after = await snapshot(world)
    const changedTables = Object.keys(after).filter(
      (table) => table !== 'logs' && JSON.stringify(after[table]) !== JSON.stringify(before[table]),
    )
    const rows = (after.logs ?? []).filter((row) => !before.logs?.includes(row)).map((row): { model: string } => JSON.parse(row))
    const expected: Record<string, string> = {
      users: 'User',
      organisations: 'Organisation',
      roles: 'Role',
      auth_keys: 'AuthKey',
      system_settings: 'Server',
      user_settings: 'UserSetting',
      saved_views: 'SavedView',
      inbox: 'Inbox',
    }
    for (const table of changedTables)
      if (expected[table])
        expect(
          rows.map(({ model }) => model),
          `${name} changed ${table}`,
        ).toContain(expected[table])
    await world.close()
  })

  it('knows of every model whether it is logged', () => {
    const models = Object.values(Prisma.ModelName).map((name) => name[0]?.toLowerCase() + name.slice(1))
    expect(Object.keys({ ...logged, ...quiet }).sort()).toEqual(models.sort())
  })
})
