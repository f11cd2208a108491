import { infoOf } from '@reeve/contract/kernel/fields'
import { settings } from '@reeve/contract/settings/settings'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { all } from './testing/catalogueWalk.ts'

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

it.each(all)('%s declares no secret but what it shows once', (_, { output, shownOnce = [] }) => {
  expect(declared(output).filter((key) => !shownOnce.includes(key))).toEqual([])
})
