import { z } from 'zod'
import { Flag, Id, Moment, Text } from '../inputs/inputs.ts'
import { type FieldInfo, field } from './fields.ts'

/** How a filter reads the table: `path` reaches into relations (`org.name`). */
export type FilterInfo = { kind: 'has' | 'is' | 'from' | 'to' | 'own'; paths: readonly string[] }
const known = z.registry<FilterInfo>()
export const filterOf = (schema: z.ZodType): FilterInfo | undefined => {
  const inner: unknown = schema instanceof z.ZodOptional ? schema.unwrap() : schema
  return known.get(inner as z.ZodType) ?? known.get(schema)
}

const filter = <S extends z.ZodType>(schema: S, info: FieldInfo, how: FilterInfo) => {
  const own = field(schema, info)
  known.add(own, how)
  return own.optional()
}

/** Contains, ignoring case; `a|b` is either, a leading `!` is not (people-data 2.2). Several paths are searched as one. */
export const has = (label: string, ...paths: string[]) => filter(Text(255), { label }, { kind: 'has', paths })
/** Exactly this row of another noun. */
export const isRow = (label: string, of: string, path: string) => filter(Id, { label, of }, { kind: 'is', paths: [path] })
export const isFlag = (label: string, path: string) => filter(Flag, { label }, { kind: 'is', paths: [path] })
export const isOne = <const V extends readonly string[]>(label: string, path: string, values: V) =>
  filter(z.enum(values), { label }, { kind: 'is', paths: [path] })
export const since = (label: string, path: string) => filter(Moment, { label, control: 'date' }, { kind: 'from', paths: [path] })
export const until = (label: string, path: string) => filter(Moment, { label, control: 'date' }, { kind: 'to', paths: [path] })
/** A question that only the noun's own code can put to the table. */
export const own = <S extends z.ZodType>(label: string, schema: S, info: Partial<FieldInfo> = {}) =>
  filter(schema, { ...info, label }, { kind: 'own', paths: [] })
