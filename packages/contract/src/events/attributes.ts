import { z } from 'zod'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'
import { attributeTypes, type Category, categories } from './attributeTypes.ts'

const Numbered = z.object({ id: z.number() })
const attribute = operationsOn('attributes', { row: Numbered, one: Numbered, added: Numbered })

/** What an attribute may be: its types and categories, and which go together (people-data 5.8). */
export const AttributeTypes = z.object({
  sane_defaults: z.record(z.string(), z.object({ default_category: z.string(), to_ids: z.number() })),
  types: z.array(z.string()),
  categories: z.array(z.string()),
  category_type_mappings: z.record(z.string(), z.array(z.string())),
})
export type AttributeTypes = z.output<typeof AttributeTypes>

const entries = Object.entries(attributeTypes)
const codes = Object.entries(categories)
const typesIn = (code: string) => entries.filter(([, [, , allowed]]) => allowed.split(' ').includes(code)).map(([type]) => type)
const named: Record<Category, string> = categories

/** The table of types as clients ask for it. */
export const describedTypes: AttributeTypes = {
  sane_defaults: Object.fromEntries(entries.map(([type, [category, to_ids]]) => [type, { default_category: named[category], to_ids }])),
  types: entries.map(([type]) => type),
  categories: codes.map(([, name]) => name),
  category_type_mappings: Object.fromEntries(codes.map(([code, name]) => [name, typesIn(code)])),
}

export const attributes = {
  describeTypes: attribute.query('describeTypes', {
    summary: 'List the types and categories of attributes',
    allow: may.anyone,
    input: {},
    output: AttributeTypes,
  }),
}
