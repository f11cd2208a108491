import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Scene, scene } from '../../testing/scene.ts'
import { LastingClient } from './queues.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())

it('a connection of the queue that is cut off while somebody has it ends no process', async () => {
  const pool = new Pool({ connectionString: world.system.pool.options.connectionString, Client: LastingClient })
  const client = await pool.connect()
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const ended = new Promise<void>((resolve) => void client.once('end', resolve))
  await world.system.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
  await ended
  client.release(true)
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})
