import { z } from 'zod'

type Pick = (value: unknown) => unknown
const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const asIs: Pick = (value) => (value instanceof Date ? value.toISOString() : value)

const ofFields = (schema: z.ZodObject): Pick => {
  const fields = Object.entries(schema.shape).map(([key, inner]): [string, Pick] => [key, projectionOf(inner)])
  return (value) => {
    if (!isMap(value)) return value
    const picked: Record<string, unknown> = {}
    for (const [key, pick] of fields) if (value[key] !== undefined) picked[key] = pick(value[key])
    return picked
  }
}

const ofValues =
  (pick: Pick): Pick =>
  (value) =>
    isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pick(one)])) : value
const ofItems =
  (pick: Pick): Pick =>
  (value) =>
    Array.isArray(value) ? value.map(pick) : value

/** A list or map is cut by the first alternative that it fits; where it fits none, nothing of it was declared. */
const ofAlternatives = (schemas: readonly z.ZodType[]): Pick => {
  const alternatives = schemas.map((schema) => [schema, projectionOf(schema)] as const)
  if (alternatives.every(([, pick]) => pick === asIs)) return asIs
  return (value) => {
    if (!isMap(value) || value instanceof Date) return asIs(value)
    return alternatives.find(([schema]) => schema.safeParse(value).success)?.[1](value)
  }
}

/** What a schema wraps without changing its fields. */
const wrapped = (schema: unknown): unknown => {
  if (schema instanceof z.ZodLazy) return schema.def.getter()
  const wraps = [z.ZodNullable, z.ZodOptional, z.ZodDefault, z.ZodPrefault, z.ZodCatch, z.ZodReadonly, z.ZodNonOptional]
  return wraps.some((kind) => schema instanceof kind) && schema instanceof z.ZodType ? Reflect.get(schema.def, 'innerType') : undefined
}

/**
 * Cuts a row to the fields its schema declares, as `parse` would, but without checking them: for exports, whose rows come straight
 * from the database, a hundred thousand at a time. Times become ISO 8601, as everywhere.
 */
export const projectionOf = (schema: unknown): Pick => {
  if (schema instanceof z.ZodObject) return ofFields(schema)
  if (schema instanceof z.ZodArray) return ofItems(projectionOf(schema.element))
  if (schema instanceof z.ZodRecord) return ofValues(projectionOf(schema.valueType))
  if (schema instanceof z.ZodUnion) return ofAlternatives(schema.options.filter((option) => option instanceof z.ZodType))
  const inner = wrapped(schema)
  return inner === undefined ? asIs : projectionOf(inner)
}
