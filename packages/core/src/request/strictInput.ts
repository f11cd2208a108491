import { z } from 'zod'

type Def = Record<string, unknown>

/** Schemas that wrap one other schema under `innerType`. */
const wrappers = [z.ZodOptional, z.ZodNullable, z.ZodDefault, z.ZodPrefault, z.ZodReadonly, z.ZodNonOptional, z.ZodCatch]

/** The parts of a definition that hold other schemas, each made strict. */
const strictParts = (schema: z.ZodType): Def | undefined => {
  if (schema instanceof z.ZodObject) {
    const shape = Object.fromEntries(Object.entries(schema.shape).map(([key, inner]) => [key, strictly(inner)]))
    // An object that says what becomes of other keys keeps its rule.
    return { shape, catchall: schema.def.catchall ?? z.never() }
  }
  if (schema instanceof z.ZodArray) return { element: strictly(schema.element) }
  if (schema instanceof z.ZodRecord) return { valueType: strictly(schema.valueType) }
  if (schema instanceof z.ZodUnion) return { options: schema.options.map(strictly) }
  // A pipe after a function (`preprocess`) checks its result; one before a function (`transform`) checks what came in.
  if (schema instanceof z.ZodPipe) return { in: strictly(schema.def.in), out: strictly(schema.def.out) }
  return wrappers.some((kind) => schema instanceof kind) ? { innerType: strictly(Reflect.get(schema.def, 'innerType')) } : undefined
}

/** zod types the definition of a clone by its class, which is not known here. */
const cloned = (schema: { clone: (def: never) => unknown }, def: Def): unknown => Reflect.apply(schema.clone.bind(schema), undefined, [def])

const strictly = (schema: unknown): unknown => {
  if (!(schema instanceof z.ZodType)) return schema
  const parts = strictParts(schema)
  return parts === undefined ? schema : cloned(schema, { ...schema.def, ...parts })
}

/** The same input, in which an object at any depth refuses a field that it does not declare. Checks and defaults stay. */
export const strictInput = (input: z.ZodObject): z.ZodObject => {
  const strict = strictly(input)
  return strict instanceof z.ZodObject ? strict : input.strict()
}
