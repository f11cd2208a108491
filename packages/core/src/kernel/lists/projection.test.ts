import { catalogue } from '@reeve/contract/catalogue'
import { Time } from '@reeve/contract/inputs/inputs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { ask } from '../../ask.ts'
import { scene } from '../../testing/scene.ts'
import { projectionOf } from './projection.ts'

it('cuts to what is declared, at every depth, and says times as everywhere', () => {
  const pick = projectionOf(
    z.object({
      id: z.number(),
      at: Time.nullable(),
      list: z.array(z.object({ a: z.string() })),
      in: z.object({ b: z.number() }).nullable(),
    }),
  )
  const row = { id: 1, at: new Date(0), list: [{ a: 'x', secret: 1 }], in: { b: 2, secret: 1 }, password: 'hash' }
  expect(pick(row)).toEqual({ id: 1, at: '1970-01-01T00:00:00.000Z', list: [{ a: 'x' }], in: { b: 2 } })
  expect(pick({ id: 1, at: null, list: [], in: null })).toEqual({ id: 1, at: null, list: [], in: null })
})

it.each<[string, z.ZodType, unknown, unknown]>([
  ['a union', z.union([z.object({ a: z.string() }), z.object({ b: z.number() })]), { b: 1, secret: 1 }, { b: 1 }],
  ['a union of a text and an object', z.union([z.string(), z.object({ a: z.string() })]), 'text', 'text'],
  ['a union that fits nowhere', z.union([z.object({ a: z.string() }), z.object({ b: z.number() })]), { secret: 1 }, undefined],
  ['a record', z.record(z.string(), z.object({ a: z.string() })), { x: { a: 'y', secret: 1 } }, { x: { a: 'y' } }],
  ['a default', z.object({ a: z.string() }).default({ a: '' }), { a: 'x', secret: 1 }, { a: 'x' }],
  ['what is read only', z.object({ a: z.string() }).readonly(), { a: 'x', secret: 1 }, { a: 'x' }],
  ['what is optional and nullable', z.object({ a: z.string() }).nullable().optional(), { a: 'x', secret: 1 }, { a: 'x' }],
  ['what is lazy', z.lazy(() => z.object({ a: z.string() })), { a: 'x', secret: 1 }, { a: 'x' }],
])('looks through %s', (_, schema, row, cut) => expect(projectionOf(schema)(row)).toEqual(cut))

it('gives the rows of every export as parsing them would', async () => {
  const world = await scene()
  const nouns = [catalogue.users, catalogue.organisations, catalogue.roles, catalogue.authKeys]
  for (const { export: operation, list } of nouns) {
    const rows: unknown[] = []
    for await (const batch of (await ask(world.system, await world.as('admin'), operation.name, {})) as AsyncIterable<unknown[]>)
      rows.push(...batch)
    const page = (await ask(world.system, await world.as('admin'), list.name, { limit: 1000 })) as { rows: unknown[] }
    expect(rows).toEqual(page.rows)
  }
  await world.close()
})
