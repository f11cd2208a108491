import { z } from 'zod'
import type { Rule } from './may.ts'

/** The columns by which a row of another table is called. */
export type Naming = 'name' | 'email' | 'email_lower'
/** Columns that may be filtered by: those that a row declares, and what the rows are called that it names. */
export type ColumnOf<R extends z.ZodObject> = Key<R> | `${Key<R>}_lower` | `${Key<R>}.${Naming}`
type Key<R extends z.ZodObject> = keyof R['shape'] & string

/** What a screen, a form and the log need to know of a field, kept on the field itself. */
export type FieldInfo = {
  label: string
  /** Shown in tables. */
  column?: boolean
  /** May be sorted by; the path in the database where it differs from the key (`org.name`). */
  sort?: boolean | `${string}.${Naming}`
  /** Masked in logs; never in an answer, unless the operation shows it once. */
  secret?: boolean
  /** The noun whose row this number names. */
  of?: string
  /** Only these may set it to something new: `/api` refuses, the wire drops. */
  setBy?: Rule
  /** The heading under which a form or a page shows it. */
  group?: string
  help?: string
  control?: 'password' | 'text' | 'date' | 'lines'
  /** People enter it twice, so that nobody is shut out by a slip of the hand. */
  twice?: boolean
}
const known = z.registry<FieldInfo>()

/** Each field is its own instance: a registry keeps one entry per schema, and shared ones would overwrite each other. */
export const field = <S extends z.ZodType>(schema: S, info: FieldInfo): S => {
  const own = schema.clone()
  known.add(own, info as never)
  return own
}

/** The same kind of field for each of these names. */
export const each = <K extends string, S>(keys: readonly K[], make: (key: K) => S) =>
  Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, S>

/** What is known of a field, looking through `optional`, `nullable` and `default`. */
export const infoOf = (schema: z.ZodType): FieldInfo | undefined => {
  const info = known.get(schema)
  if (info) return info
  const inner: unknown = 'unwrap' in schema && typeof schema.unwrap === 'function' ? schema.unwrap() : undefined
  return inner instanceof z.ZodType ? infoOf(inner) : undefined
}

const setters = z.registry<{ rule: Rule }>()
/** States who may set a field of an input that no form describes. Put `optional`, `default` and `describe` around it. */
export const setBy = <S extends z.ZodType>(rule: Rule, schema: S): S => {
  const own = schema.clone()
  setters.add(own, { rule } as never)
  return own
}

/** Who may set a field, looking through `optional`, `nullable` and `default`; undefined where nothing is stated. */
export const setterOf = (schema: z.ZodType): Rule | undefined => {
  const stated = setters.get(schema)?.rule ?? infoOf(schema)?.setBy
  const inner: unknown = 'unwrap' in schema && typeof schema.unwrap === 'function' ? schema.unwrap() : undefined
  return stated ?? (inner instanceof z.ZodType ? setterOf(inner) : undefined)
}

export type Column = { key: string; info: FieldInfo; nullable: boolean }

/** Every described field of a row, in declaration order. */
export const fieldsOf = (row: z.ZodObject): Column[] =>
  Object.entries(row.shape).flatMap(([key, schema]) => {
    const info = infoOf(schema as z.ZodType)
    return info ? [{ key, info, nullable: schema instanceof z.ZodNullable }] : []
  })

/** The table columns a resource declares. */
export const columnsOf = (row: z.ZodObject) => fieldsOf(row).filter(({ info }) => info.column)

/** The fields a list may be sorted by. */
export const sortsOf = (row: z.ZodObject) => fieldsOf(row).filter(({ info }) => info.sort)

type Bare<S extends z.ZodRawShape> = {
  -readonly [K in keyof S]: z.ZodOptional<S[K] extends z.ZodDefault<infer I extends z.ZodType> ? I : S[K]>
}

/** An edit changes what was said and nothing else: in zod 4 a default fires even inside `.partial()`. */
export const withoutDefaults = <S extends z.ZodRawShape>(input: z.ZodObject<S>) =>
  z.object(
    Object.fromEntries(
      Object.entries(input.shape).map(([key, schema]) => {
        const bare = (schema instanceof z.ZodDefault ? schema.unwrap() : schema) as z.ZodType
        const info = infoOf(schema as z.ZodType)
        return [key, info ? field(bare.optional(), info) : bare.optional()]
      }),
    ),
  ) as unknown as z.ZodObject<Bare<S>>
