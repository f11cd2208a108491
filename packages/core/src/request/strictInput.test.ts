import { setBy } from '@reeve/contract/kernel/fields'
import { may } from '@reeve/contract/kernel/may'
import { defaults } from '@reeve/contract/settings/settings'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { anonymous } from '../access/actors/actors.ts'
import { from } from '../testing/scene.ts'
import { forbiddenFields, restrictedFieldsOf, withoutFields } from './restrictedFields.ts'
import { strictInput } from './strictInput.ts'

const Item = z.object({ name: z.string(), owner: setBy(may.siteAdmin, z.number()).optional() })
const Nested = z.object({
  items: z.array(Item).default([]),
  one: z.union([z.string(), Item]).optional(),
  map: z.record(z.string(), Item.nullable()).optional(),
  open: z.looseObject({ known: z.string() }).optional(),
  piped: z.preprocess((value) => value, Item).optional(),
})
const item = { name: 'a' }
const problems = (input: unknown) =>
  strictInput(Nested)
    .safeParse(input)
    .error?.issues.map(({ code, path }) => [code, path.join('.')])

it('refuses an unknown field at every depth, and keeps defaults and open objects', () => {
  expect(problems({ items: [item, { ...item, extra: 1 }] })).toEqual([['unrecognized_keys', 'items.1']])
  expect(problems({ map: { x: { ...item, extra: 1 } } })).toEqual([['unrecognized_keys', 'map.x']])
  expect(problems({ piped: { ...item, extra: 1 } })).toEqual([['unrecognized_keys', 'piped']])
  expect(problems({ one: { ...item, extra: 1 } })).toHaveLength(1)
  expect(problems({ extra: 1 })).toEqual([['unrecognized_keys', '']])
  expect(strictInput(Nested).parse({ open: { known: 'a', other: 1 } })).toEqual({ items: [], open: { known: 'a', other: 1 } })
})

it('finds what a caller may not set at every depth, and cuts just that', () => {
  const raw = { items: [item, { ...item, owner: 2 }], map: { x: { ...item, owner: 3 } }, one: { ...item, owner: 4 } }
  const refused = forbiddenFields(restrictedFieldsOf(Nested), { raw, input: raw, present: {} }, anonymous(from), defaults)
  expect(refused.sort()).toEqual(['items.1.owner', 'map.x.owner', 'one.owner'])
  expect(withoutFields(raw, refused)).toEqual({ items: [item, item], map: { x: item }, one: item })
})

it('takes a value that the row has now for no change', () => {
  const raw = { one: { ...item, owner: 4 } }
  const refused = forbiddenFields(restrictedFieldsOf(Nested), { raw, input: raw, present: raw }, anonymous(from), defaults)
  expect(refused).toEqual([])
})
