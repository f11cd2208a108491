import { partsOf } from '@reeve/contract/kernel/address'
import { setBy, setterOf } from '@reeve/contract/kernel/fields'
import { filterOf } from '@reeve/contract/kernel/filters'
import { may } from '@reeve/contract/kernel/may'
import { settings } from '@reeve/contract/settings/settings'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { all, writes } from './testing/catalogueWalk.ts'
import { fieldsIn, type NamedField } from './testing/schemaWalk.ts'

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
const secretsIn = (schema: z.ZodType) => fieldsIn(schema).filter(({ key, info }) => secretNames.includes(key) || info?.secret === true)

it.each(all)('%s declares no secret but what it shows once', (_, { output, shownOnce = [] }) => {
  expect(
    secretsIn(output)
      .map(({ key }) => key)
      .filter((key) => !shownOnce.includes(key)),
  ).toEqual([])
})

/** Given to prove who asks; it sets nothing. */
const proofs = ['current_password', 'confirm_password', 'otp', 'ticket', 'token']
/** Fields that name a user, an organisation, a role, a key or a session, give a right or hold a secret. */
const isDelicate = (noun: string, { key, info }: NamedField) =>
  !proofs.includes(key) &&
  (/(^|_)(user|org|organisation|role|auth_?key|session)_ids?$/.test(key) ||
    ['users', 'organisations', 'roles', 'authKeys', 'sessions'].includes(info?.of ?? (key === 'ids' ? noun : '')) ||
    /^perm_|^(permission|read_only|allowed_ips|otp_required|restricted_to_site_admin|external_auth_required)$/.test(key) ||
    [...secretNames, 'external_auth_key', 'passphrase'].includes(key) ||
    info?.secret === true ||
    info?.control === 'password')
/** Which of them state nothing about who may set them. A filter sets nothing. */
const unstated = (noun: string, input: z.ZodType) =>
  fieldsIn(input)
    .filter((field) => isDelicate(noun, field) && !filterOf(field.schema) && !setterOf(field.schema))
    .map(({ path }) => path)

describe('a field that names someone, gives a right or holds a secret states who may set it', () => {
  // What only site admins may call needs no further statement.
  const open = writes.filter(([, { allow }]) => allow !== may.siteAdmin)
  it.each(open)('in %s', (_, operation) => {
    expect(unstated(partsOf(operation).noun, operation.input)).toEqual([])
  })
  it('at every depth', () => {
    const deep = z.object({ rows: z.array(z.record(z.string(), z.object({ role_id: z.number().optional() }).nullable())) })
    expect(unstated('users', deep)).toEqual(['rows[][].role_id'])
    expect(unstated('users', z.object({ set: z.union([z.string(), z.object({ perm_sync: z.boolean() })]) }))).toEqual(['set.perm_sync'])
    expect(unstated('users', z.object({ user_id: setBy(may.anyone, z.number()).optional() }))).toEqual([])
  })
})
