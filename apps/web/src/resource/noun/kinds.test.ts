import { Moment } from '@reeve/contract/inputs/inputs'
import { field } from '@reeve/contract/kernel/fields'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { choicesOf, defaultOf, isRequired, kindOf } from './kinds.ts'

it.each([
  ['flag', z.boolean().optional()],
  ['flag', z.boolean().default(true)],
  ['flag', z.union([z.boolean(), z.enum(['0', '1'])]).optional()],
  ['number', z.number().int().nullable()],
  ['choice', z.enum(['a', 'b']).optional()],
  ['choices', z.union([z.enum(['a', 'b']), z.array(z.enum(['a', 'b']))]).optional()],
  ['list', z.array(z.string())],
  ['text', z.string()],
  ['text', z.string().transform((text) => text.length)],
  ['ref', field(z.number(), { label: 'Role', of: 'roles' })],
  ['moment', field(Moment.optional(), { label: 'Ends', control: 'date' })],
  ['area', field(z.string(), { label: 'Text', control: 'text' })],
  ['password', field(z.string(), { label: 'Password', control: 'password' })],
  ['moment', z.string().meta({ format: 'date-time' }).nullable()],
])('%s', (kind, schema) => {
  expect(kindOf(schema)).toBe(kind)
})

it('finds the values of a choice under whatever wraps it', () => {
  expect(choicesOf(z.enum(['a', 'b']).optional())).toEqual(['a', 'b'])
  expect(choicesOf(z.union([z.enum(['a']), z.array(z.enum(['a']))]).optional())).toEqual(['a'])
  expect(choicesOf(z.string())).toEqual([])
})

it('tells a default and whether a value is required', () => {
  expect(defaultOf(z.number().default(3))).toBe(3)
  expect(defaultOf(z.number())).toBeUndefined()
  expect([isRequired(z.string()), isRequired(z.string().optional()), isRequired(z.string().default('x'))]).toEqual([true, false, false])
})
