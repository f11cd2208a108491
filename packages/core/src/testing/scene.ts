import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Actor, Perm } from '@reeve/contract/kernel/may'
import pino from 'pino'
import { actorByKey } from '../access/actors/actors.ts'
import { ask } from '../ask.ts'
import { type System } from '../context.ts'
import { seed } from '../instance/seed.ts'
import { openOutbound } from '../kernel/outbound.ts'
import { type Ports } from '../kernel/ports.ts'
import { type Env, readEnv } from '../kernel/process/env.ts'
import { realPorts } from '../realPorts.ts'
import { type CallOptions } from '../request/ask.ts'
import { openSystem } from '../system.ts'
import { tasks } from '../tasks.ts'

/** People of the small world, as the recordings call them (`as`). */
export type Who = 'admin' | 'orgadmin' | 'user' | 'publisher' | 'sync' | 'readonly' | 'limited' | 'borgadmin' | 'buser'
type Person = { who: Who; email: string; org_id: number; role_id: number }
const people: Person[] = [
  { who: 'orgadmin', email: 'orgadmin@alpha.test', org_id: 2, role_id: 2 },
  { who: 'user', email: 'user@alpha.test', org_id: 2, role_id: 3 },
  { who: 'publisher', email: 'publisher@alpha.test', org_id: 2, role_id: 4 },
  { who: 'sync', email: 'sync@alpha.test', org_id: 2, role_id: 5 },
  { who: 'readonly', email: 'readonly@alpha.test', org_id: 2, role_id: 6 },
  { who: 'buser', email: 'user@beta.test', org_id: 3, role_id: 3 },
  { who: 'borgadmin', email: 'orgadmin@beta.test', org_id: 3, role_id: 2 },
]
export const from: Actor['from'] = {
  way: 'anonymous',
  request_id: 'test',
  ip: '127.0.0.1',
  user_agent: 'test',
  auth_key_id: null,
  session_id: null,
}

/** Every table of the schema. */
const schema = readFileSync(path.join(import.meta.dirname, '../../../../prisma/schema.prisma'), 'utf8')
export const tables = [...schema.matchAll(/@@map\("(\w+)"\)/g)].map(([, table = '']) => table)

/** Real ones, but for a clock that tests may hold and a hash that does not take its time. */
const testPorts = ({ SECRET_KEY, DATA_DIR }: Env, clock: { at?: Date }): Ports => ({
  ...realPorts(SECRET_KEY, { dataDir: DATA_DIR }),
  now: () => clock.at ?? new Date(),
  shared: () => clock.at,
  // No test asks the network.
  outbound: openOutbound({ resolve: async () => [] }),
  hash: { make: async (password) => `hash of ${password}`, verify: async (hashed, password) => hashed === `hash of ${password}` },
})

/**
 * The small world every test starts from: an empty, migrated database with what a first start makes, Org Alpha (2), Org Beta (3)
 * and one user for each role. The database is the test file's own (`DATABASE_URL`); what was there before is emptied.
 */
export const scene = async ({ ports = {}, populated = true }: { ports?: Partial<Ports>; populated?: boolean } = {}) => {
  const env = readEnv({
    SECRET_KEY: randomBytes(32).toString('hex'),
    DATA_DIR: mkdtempSync(path.join(tmpdir(), 'reeve-')),
    LOG_LEVEL: 'silent',
    ...process.env,
    PORT: '0',
    BASE_URL: 'http://reeve.test',
  })
  const clock: { at?: Date } = {}
  const all = { ...testPorts(env, clock), ...ports }
  const log = pino({ level: 'silent' })
  const first = await freshDatabase(env.DATABASE_URL, async () =>
    seed({ databaseUrl: env.DATABASE_URL, dataDir: env.DATA_DIR, secretKey: env.SECRET_KEY, env: {}, ports: all, tasks }),
  )
  const system = await openSystem(env, { log, ports: all, connections: 5 })
  const keys = new Map<Who, string>([['admin', first.key]])
  const as = (who: Who) => actorByKey(system, [keys.get(who) ?? ''], from)
  const askAs = async <T = Record<string, unknown>>(who: Who, name: string, raw: unknown = {}, options: CallOptions = {}) =>
    (await ask(system, await as(who), name, raw, options)) as T

  if (populated) {
    for (const name of ['Org Alpha', 'Org Beta']) await askAs('admin', 'organisations.add', { name })
    for (const { who, ...person } of people)
      keys.set(who, String((await askAs('admin', 'users.add', { ...person, change_pw: false })).authkey))
  }
  return {
    system,
    env,
    clock,
    keys,
    first,
    as,
    ask: askAs,
    /** The rows of the log, oldest first, without those that made this world. */
    logs: async (where: object = {}) =>
      system.db.log.findMany({ where: { AND: [where, { id: { gt: await populatedTo(system, populated) } }] }, orderBy: { id: 'asc' } }),
    close: () => system.close(),
  }
}
export type Scene = Awaited<ReturnType<typeof scene>>

const worlds = new WeakMap<System, bigint>()
const populatedTo = async (system: System, populated: boolean) => {
  const known = worlds.get(system)
  if (known !== undefined || !populated) return known ?? 0n
  const last = await system.db.log.findFirst({ where: { title: { startsWith: 'AuthKey (8)' }, action: 'add' }, orderBy: { id: 'asc' } })
  const id = last?.id ?? 0n
  worlds.set(system, id)
  return id
}

const freshDatabase = async <T>(databaseUrl: string, make: () => Promise<T | undefined>): Promise<T> => {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`TRUNCATE ${tables.join(', ')} RESTART IDENTITY CASCADE`)
  await client.end()
  const made = await make()
  if (made === undefined) throw new Error('The database was not empty.')
  return made
}

/** An actor who never signed in, with these permissions: for walks over permissions. */
export const actorWith = (perms: readonly Perm[], more: Partial<Actor> = {}): Actor => ({
  id: 9999,
  email: 'nobody@nowhere.test',
  org_id: 9999,
  org: 'Nowhere',
  org_uuid: '',
  role_id: 0,
  perms: new Set(perms),
  readOnly: false,
  requiredAction: null,
  rate: null,
  from: { ...from, way: 'key' },
  ...more,
})
