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

declare const read: unique symbol
/** A filter carries the columns that it reads in its type, so that a list takes only filters on columns that its rows declare. */
export type Reads<P extends string> = { readonly [read]?: P }

const filter = <S extends z.ZodType, P extends string>(schema: S, info: FieldInfo, how: FilterInfo & { paths: readonly P[] }) => {
  const own = field(schema, info)
  known.add(own, how)
  const found: z.ZodOptional<S> & Reads<P> = own.optional()
  return found
}

/** Contains, ignoring case; `a|b` is either, a leading `!` is not (people-data 2.2). Several paths are searched as one. */
export const has = <const P extends string>(label: string, ...paths: P[]) => filter(Text(255), { label }, { kind: 'has', paths })
/** Exactly this row of another noun. */
export const isRow = <const P extends string>(label: string, of: string, path: P) =>
  filter(Id, { label, of }, { kind: 'is', paths: [path] })
export const isFlag = <const P extends string>(label: string, path: P) => filter(Flag, { label }, { kind: 'is', paths: [path] })
export const isOne = <const V extends readonly string[], const P extends string>(label: string, path: P, values: V) =>
  filter(z.enum(values), { label }, { kind: 'is', paths: [path] })
export const since = <const P extends string>(label: string, path: P) =>
  filter(Moment, { label, control: 'date' }, { kind: 'from', paths: [path] })
export const until = <const P extends string>(label: string, path: P) =>
  filter(Moment, { label, control: 'date' }, { kind: 'to', paths: [path] })
/** A question that only the noun's own code can put to the table. */
export const own = <S extends z.ZodType>(label: string, schema: S, info: Partial<FieldInfo> = {}) =>
  filter(schema, { ...info, label }, { kind: 'own', paths: [] })
