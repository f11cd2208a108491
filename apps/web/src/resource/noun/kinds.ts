import { infoOf } from '@reeve/contract/kernel/fields'
import { z } from 'zod'
import { wordOf } from '../../kit/text/format.ts'

/** How a value is entered or shown. */
export type Kind = 'flag' | 'number' | 'choice' | 'choices' | 'text' | 'area' | 'lines' | 'password' | 'moment' | 'ref' | 'list'

const isMoment = (schema: z.ZodType) => schema.meta()?.format === 'date-time'

/** What stands inside `optional`, `nullable`, `default` and before a transform. */
const insideOf = (schema: z.ZodType): z.ZodType | undefined => {
  if (schema instanceof z.ZodArray) return undefined
  const inner: unknown =
    schema instanceof z.ZodPipe ? schema.in : 'unwrap' in schema && typeof schema.unwrap === 'function' && schema.unwrap()
  return inner instanceof z.ZodType ? inner : undefined
}

const shapeOf = (schema: z.ZodType): Kind => {
  if (isMoment(schema)) return 'moment'
  const inner = insideOf(schema)
  if (inner) return shapeOf(inner)
  if (schema instanceof z.ZodBoolean) return 'flag'
  if (schema instanceof z.ZodNumber) return 'number'
  if (schema instanceof z.ZodEnum) return 'choice'
  if (schema instanceof z.ZodArray) return 'list'
  if (!(schema instanceof z.ZodUnion)) return 'text'
  const options = schema.options.filter((one): one is z.ZodType => one instanceof z.ZodType).map(shapeOf)
  if (options.includes('choice') && options.includes('list')) return 'choices'
  return options.find((kind) => kind === 'flag' || kind === 'choice') ?? 'text'
}

const controls = { password: 'password', text: 'area', date: 'moment', lines: 'lines' } as const

/** The kind of a field, from what is known of it and otherwise from its schema. */
export const kindOf = (schema: z.ZodType): Kind => {
  const info = infoOf(schema)
  if (info?.of) return 'ref'
  return info?.control ? controls[info.control] : shapeOf(schema)
}

/** The values that a choice offers. */
export const choicesOf = (schema: z.ZodType): string[] => {
  if (schema instanceof z.ZodEnum) return schema.options.map(wordOf)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => (one instanceof z.ZodType ? choicesOf(one) : []))
  const inner = insideOf(schema)
  return inner ? choicesOf(inner) : []
}

/** The value a field has where nothing is said. */
export const defaultOf = (schema: z.ZodType): unknown => (schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined)
/** Whether something must be said. */
export const isRequired = (schema: z.ZodType) => !schema.safeParse(undefined).success
