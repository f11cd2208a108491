import { setterOf } from '@reeve/contract/kernel/fields'
import type { Actor, Rule } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import { z } from 'zod'

type Input = Record<string, unknown>
/** A field that not every caller may set, by its path: `role_id`, `set.role_id`, and `rows.*.role_id` for each item of a list. */
export type RestrictedFields = readonly (readonly [path: string, rule: Rule])[]

const isMap = (value: unknown): value is Input => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The schemas inside a schema, each with its step of the path; a wrapper adds no step. */
const innerOf = (schema: z.ZodType): [step: string | undefined, inner: unknown][] => {
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape)
  if (schema instanceof z.ZodArray) return [['*', schema.element]]
  if (schema instanceof z.ZodRecord) return [['*', schema.valueType]]
  if (schema instanceof z.ZodUnion) return schema.options.map((option): [undefined, unknown] => [undefined, option])
  if (schema instanceof z.ZodPipe)
    return [
      [undefined, schema.def.in],
      [undefined, schema.def.out],
    ]
  return 'innerType' in schema.def ? [[undefined, schema.def.innerType]] : []
}

const found = (schema: unknown, path: readonly string[]): [path: string, rule: Rule][] => {
  if (!(schema instanceof z.ZodType)) return []
  return innerOf(schema).flatMap(([step, inner]) => {
    const here = step === undefined ? path : [...path, step]
    const rule = step !== undefined && inner instanceof z.ZodType ? setterOf(inner) : undefined
    // A field that is restricted as a whole needs no second look inside.
    const own: [path: string, rule: Rule][] = rule ? [[here.join('.'), rule]] : []
    return rule ? own : found(inner, here)
  })
}
/** The fields of an input, at any depth, that not every caller may set. */
export const restrictedFieldsOf = (input: z.ZodObject): RestrictedFields => found(input, [])

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? Reflect.get(inner, key) : undefined),
    value,
  )

/** The places that a path stands for in what a caller sent. */
const placesOf = (raw: unknown, [step, ...rest]: readonly string[]): string[][] => {
  if (step === undefined) return [[]]
  if (typeof raw !== 'object' || raw === null) return []
  const keys = step === '*' ? Object.keys(raw) : Object.hasOwn(raw, step) ? [step] : []
  return keys.flatMap((key) => placesOf(Reflect.get(raw, key), rest).map((place) => [key, ...place]))
}

/**
 * The paths that a caller sent and may not set. A field with the value that the row has now is no change, because scripts send
 * whole rows back.
 */
export const forbiddenFields = (
  restrictedFields: RestrictedFields,
  { raw, input, present }: { raw: Input; input: Input; present: Input },
  actor: Actor,
  settings: SettingValues,
) =>
  restrictedFields
    .filter(([, rule]) => !rule.test(actor, settings))
    .flatMap(([path]) => placesOf(raw, path.split('.')))
    .filter((place) => at(input, place) !== undefined && at(input, place) !== at(present, place))
    .map((place) => place.join('.'))

const without = (value: unknown, [key = '', ...rest]: readonly string[]): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? without(item, rest) : item))
  if (!isMap(value)) return value
  const entries =
    rest.length > 0 ? Object.entries(value).map(([name, inner]) => [name, name === key ? without(inner, rest) : inner]) : undefined
  return Object.fromEntries(entries ?? Object.entries(value).filter(([name]) => name !== key))
}
/** The input without these paths. */
export const withoutFields = (input: Input, paths: readonly string[]): Input =>
  paths.reduce((left, path) => {
    const cut = without(left, path.split('.'))
    return isMap(cut) ? cut : left
  }, input)

export const mayNotSet = 'You may not set this.'
