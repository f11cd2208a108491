import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from '../ask.ts'
import { type Scene, scene } from '../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
  await world.ask('admin', 'roles.edit', { id: 3, max_execution_time: '1' })
})
afterAll(() => world.close())

/** Nobody reads users while this runs. */
const whileLocked = async <T>(work: () => Promise<T>) => {
  const client = await world.system.pool.connect()
  try {
    await client.query('BEGIN; LOCK TABLE organisations IN ACCESS EXCLUSIVE MODE')
    return await work()
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

it('a request of a role with a time limit ends, and so does its statement', async () => {
  // Authenticated before the table is locked: who asks is read from it.
  const user = await world.as('user')
  expect(user.timeLimit).toBe(1)
  await whileLocked(() =>
    expect(ask(world.system, user, 'organisations.list', {})).rejects.toMatchObject({
      kind: 'broken',
      message: 'This took longer than the second that your role allows. Ask for less.',
    }),
  )
  expect(await ask(world.system, user, 'organisations.list', {})).toMatchObject({ total: 3 })
})

it('the database itself cancels what takes longer', async () => {
  const { db } = world.system.limitedBy(1)
  await expect(db.$queryRaw`SELECT pg_sleep(20)`).rejects.toThrow(/statement timeout/)
})

it.each(['', '0', '-5', null])('a limit of %j is none', async (max_execution_time) => {
  await world.ask('admin', 'roles.edit', { id: 4, max_execution_time })
  expect((await world.as('publisher')).timeLimit).toBeNull()
})
