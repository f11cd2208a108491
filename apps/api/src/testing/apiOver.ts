import type { System } from '@reeve/core/context'
import { afterAll } from 'vitest'
import { buildApp } from '../app.ts'

/** The api over a world, until the tests of the file that asks for it are over. */
export const apiOver = async <W extends { system: System; close: () => Promise<unknown> }>(opening: W | Promise<W>) => {
  const world = await opening
  const app = await buildApp(world.system)
  afterAll(async () => {
    await app.close()
    await world.close()
  })
  return { world, app }
}
