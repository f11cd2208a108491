import { Failure } from '@reeve/contract/inputs/failure'
import { Client } from 'pg'
import { afterAll, expect, it } from 'vitest'
import { isStale, translated } from '../database/dbErrors.ts'
import { askIn } from '../database/sql.ts'
import { systemActor } from '../kernel/systemActor.ts'
import { scene } from '../testing/scene.ts'
import { change } from './change.ts'

const world = await scene()
const { system } = world
afterAll(() => world.close())

/** What a raw statement inside a transaction fails with, as Prisma reports it. */
const failing = (text: string) =>
  system.db
    .$transaction((tx) => askIn(tx)('', text, []))
    .then(
      () => undefined,
      (error: unknown) => error,
    )
/** The same as the pool reports it. */
const failingPool = (text: string) =>
  system.pool.query(text).then(
    () => undefined,
    (error: unknown) => error,
  )

it.each([
  ['a transaction', failing],
  ['the pool', failingPool],
])('a raw statement of %s that meets a unique value or a foreign key fails as Prisma does', async (_, attempt) => {
  const copy = `INSERT INTO users (email, org_id, role_id) SELECT email, org_id, role_id FROM users LIMIT 1`
  expect(translated(await attempt(copy))).toMatchObject({
    kind: 'invalid',
    fields: { email: ['An account with this email address already exists.'] },
  })
  const orphan = `INSERT INTO users (email, org_id, role_id) VALUES ('orphan@x.test', 999999, 1)`
  expect(translated(await attempt(orphan))).toMatchObject({ kind: 'conflict' })
  expect(translated(await attempt('SELECT 1 / 0'))).not.toBeInstanceOf(Failure)
})

const opened = async () => {
  const client = new Client({ connectionString: world.env.DATABASE_URL })
  await client.connect()
  return client
}

/** Two transactions that each wait for the row of the other: one of them is ended by the database. */
const deadlock = async () => {
  const [one, other] = [await opened(), await opened()]
  const touch = (client: Client, id: number) => client.query('UPDATE roles SET modified = modified WHERE id = $1', [id])
  for (const client of [one, other]) await client.query("BEGIN; SET LOCAL deadlock_timeout = '10ms'")
  await touch(one, 1)
  await touch(other, 2)
  const both = await Promise.allSettled([touch(one, 2), touch(other, 1)])
  for (const client of [one, other]) await client.end()
  return both.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))[0]
}

/** Two serialisable transactions that change the same row: the second cannot be put in order. */
const serialisation = async () => {
  const [one, other] = [await opened(), await opened()]
  for (const client of [one, other]) await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT * FROM roles WHERE id = 1')
  await one.query('UPDATE roles SET modified = modified WHERE id = 1; COMMIT')
  const error: unknown = await other.query('UPDATE roles SET modified = modified WHERE id = 1').catch((reason: unknown) => reason)
  for (const client of [one, other]) await client.end()
  return error
}

it.each([
  ['deadlock', deadlock],
  ['serialisation failure', serialisation],
])('a raw %s is tried again', async (_, provoke) => {
  const error = await provoke()
  expect(isStale(error)).toBe(true)
  let tries = 0
  const work = async () => {
    if (tries++ === 0) throw error
    return 'done'
  }
  expect(await change(system, systemActor(), {}, work)).toBe('done')
  expect(tries).toBe(2)
  await expect(change(system, systemActor(), { attempts: 1 }, () => Promise.reject(error))).rejects.toMatchObject({ kind: 'conflict' })
})

it('raw questions inside a change see what it has written', async () => {
  const found = await change(system, systemActor(), {}, async ({ read, write, sql }) => {
    const user = await read.user.findFirstOrThrow()
    await write.user.edit(user, { nids_sid: 4_711_000, expiration: new Date('2099-01-01') })
    return [await sql.userInFull(user.id), await sql.usersInList([user.id]), await sql.userOwner(user.id)]
  })
  expect(found).toMatchObject([
    { nids_sid: 4_711_000, expiration: expect.any(Date) },
    [{ nids_sid: 4_711_000 }],
    { user: { nids_sid: 4_711_000 } },
  ])
})

it('a question does not wait behind long changes, however many there are', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const long = Array.from({ length: 12 }, () => change(system, systemActor(), { timeoutSeconds: 60 }, () => promise))
  // More than the connections of the first pool: they would hold it until they are let go.
  expect(await world.ask('admin', 'users.list', { limit: 1 })).toMatchObject({ rows: [expect.anything()] })
  resolve()
  await Promise.all(long)
})
