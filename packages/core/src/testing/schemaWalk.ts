import { type FieldInfo, infoOf } from '@reeve/contract/kernel/fields'
import { z } from 'zod'

/** A named field of a schema. `path` leads there: a dot before a key, `[]` for an item of a list or a value of a record. */
export type NamedField = { path: string; key: string; schema: z.ZodType; info: FieldInfo | undefined }

const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType

/** The schemas that a schema is made of, without the fields of an object. */
const partsOf = (schema: z.ZodType): { inner: z.ZodType; step: string }[] => {
  const def = schema.def as unknown as Record<string, unknown>
  const same = [def.innerType, def.in, def.out, def.left, def.right, ...(Array.isArray(def.options) ? def.options : [])]
  const items = [def.element, def.valueType, ...(Array.isArray(def.items) ? def.items : [])]
  const lazy = typeof def.getter === 'function' ? [def.getter()] : []
  return [
    ...[...same, ...lazy].filter(isSchema).map((inner) => ({ inner, step: '' })),
    ...items.filter(isSchema).map((inner) => ({ inner, step: '[]' })),
  ]
}

/** Every named field at every depth: through lists, records, unions, pipes, optional and nullable schemas and defaults. */
export const fieldsIn = (schema: z.ZodType, path = '', seen: ReadonlySet<z.ZodType> = new Set()): NamedField[] => {
  if (seen.has(schema)) return []
  const within = new Set([...seen, schema])
  const own =
    schema instanceof z.ZodObject
      ? Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, inner]) => {
          const at = path === '' ? key : `${path}.${key}`
          return [{ path: at, key, schema: inner, info: infoOf(inner) }, ...fieldsIn(inner, at, within)]
        })
      : []
  const found = [...own, ...partsOf(schema).flatMap(({ inner, step }) => fieldsIn(inner, `${path}${step}`, within))]
  return [...new Map(found.map((field) => [`${field.path} ${field.info?.label ?? ''}`, field])).values()]
}

/** The input with another value at a path of `fieldsIn`. */
export const withValue = (input: unknown, path: string, value: unknown): unknown => {
  const [, head = '', list, rest = ''] = /^([^.[]+)(\[\])?\.?(.*)$/.exec(path) ?? []
  const map = typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {}
  if (head === '') return value
  const old: unknown = Reflect.get(map, head)
  if (list === undefined) return { ...map, [head]: rest === '' ? value : withValue(old, rest, value) }
  return { ...map, [head]: [rest === '' ? value : withValue(Array.isArray(old) ? old[0] : {}, rest, value)] }
}
