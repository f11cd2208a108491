import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Scene, scene } from '../../testing/scene.ts'

let world: Scene
beforeAll(async () => {
  world = await scene()
})
afterAll(() => world.close())
const add = async (name: string, domains: string[] = []) =>
  (await world.ask<{ id: number }>('admin', 'organisations.add', { name, restricted_to_domain: domains })).id
const similar = async (id: number) =>
  (await world.ask<{ name: string }[]>('admin', 'organisations.similar', { id })).map(({ name }) => name)

it('organisations that may be the same are found by near names, numbered copies and domains in common', async () => {
  const id = await add('CERT Norway', ['cert.no', 'ncsc.no'])
  await add('CERT-Norway AS')
  await add('CERT Norway_4711')
  await add('National Security Authority', ['ncsc.no'])
  await add('Energy of Chile', ['energy.cl'])
  expect(await similar(id)).toEqual(['National Security Authority', 'CERT Norway_4711', 'CERT-Norway AS'])
})

it('nothing is like a name of its own', async () => {
  expect(await similar(await add('Quetzalcoatl'))).toEqual([])
})
