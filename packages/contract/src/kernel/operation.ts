import { z } from 'zod'
import { Int, type KeyName } from '../inputs/inputs.ts'
import { type ColumnOf, sortsOf, withoutDefaults } from './fields.ts'
import type { Reads } from './filters.ts'
import type { Rule } from './may.ts'

/** Five everyone knows, `export` (a list as a stream) and, for the rest, a question or a change about the noun or about one row. */
export type Kind = 'list' | 'view' | 'add' | 'edit' | 'delete' | 'export' | 'query' | 'queryOne' | 'act' | 'actOne'
export type RowKind = 'view' | 'edit' | 'delete' | 'queryOne' | 'actOne'
export type WriteKind = 'add' | 'edit' | 'delete' | 'act' | 'actOne'

const rowKinds: ReadonlySet<Kind> = new Set<RowKind>(['view', 'edit', 'delete', 'queryOne', 'actOne'])
const writeKinds: ReadonlySet<Kind> = new Set<WriteKind>(['add', 'edit', 'delete', 'act', 'actOne'])
/** Its handler is given one row, found within the actor's scope. */
export const actsOnRow = (kind: Kind): kind is RowKind => rowKinds.has(kind)
/** It runs in a transaction, may write and enqueue, and cannot reach the network there. */
export const isWrite = (kind: Kind): kind is WriteKind => writeKinds.has(kind)

/** What is said stands in the body of a request, else in its address. */
export const saysInBody = ({ kind, inBody }: Pick<Operation, 'kind' | 'inBody'>) => isWrite(kind) || inBody === true

export type Operation<
  N extends string = string,
  K extends Kind = Kind,
  I extends z.ZodObject = z.ZodObject,
  O extends z.ZodType = z.ZodType,
> = {
  name: N
  kind: K
  summary: string
  allow: Rule
  input: I
  output: O
  /** By which keys a row may be named in the path. */
  by: readonly KeyName[]
  /** Fields of the answer that are secret and shown this once (a fresh key, a session). */
  shownOnce?: readonly string[]
  /** Seconds a change may hold its transaction; 5 where nothing is said. */
  timeoutSeconds?: number
  /** In a browser the password or a one-time password must have been given lately. */
  stepUp?: StepUp
  /** A question that is asked by POST: what it says may be too long for an address, or nothing that should stand in one. */
  inBody?: true
  /** The row of another resource that it works inside. */
  under?: Under
  /** Counts towards the rate limit of the role: on `/api` alone, or on the wire too (people-data 0.8). */
  counted?: 'api' | 'everywhere'
}
/**
 * The row that `field` of the input names: the kernel loads it for the caller and refuses a change where the caller may not change it.
 * `orMe`: without the field it is the caller's own.
 */
export type Under<N extends string = string> = { noun: N; field: string; orMe?: boolean }
/** States that an operation works inside a row of another resource, which its handler gets as first argument. */
export const under = <N extends string, Op extends Operation>(
  parent: Under<N> & { field: keyof z.output<Op['input']> },
  operation: Op,
) => ({
  ...operation,
  under: parent,
})
/** Always, or where what was said of the row as it is now (of the caller where there is none) asks for it. */
export type StepUp = true | ((input: Record<string, unknown>, row: Record<string, unknown>) => boolean)
/** Where one of these fields is said to be something new. */
export const ifChanged =
  (...keys: string[]): StepUp =>
  (input, row) =>
    keys.some((key) => input[key] !== undefined && input[key] !== row[key])

export type Asked<Op extends Operation> = z.input<Op['input']>
export type In<Op extends Operation> = z.output<Op['input']>
/** What a handler answers, before it is cut to the declared fields. */
export type Given<Op extends Operation> = z.input<Op['output']>
/** What a caller reads. */
export type Out<Op extends Operation> = z.output<Op['output']>

/** The window of a list: `page` (from 1) or `after` (the `next` of the page before); `limit` ends at 1,000, more is `export`. */
const windowOf = (row: z.ZodObject) => {
  const sorts = sortsOf(row).flatMap(({ key }) => [key, `-${key}`])
  return {
    page: Int.min(1).max(1_000_000).optional(),
    after: z.string().max(1000).optional().describe('The `next` of the page before.'),
    limit: Int.min(1).max(1000).default(50),
    sort: z
      .enum(sorts as [string, ...string[]])
      .optional()
      .describe('A leading - sorts downwards.'),
  }
}
const pageOf = <R extends z.ZodObject>(row: R) =>
  z.object({
    rows: z.array(row),
    next: z.string().nullable().describe('Ask for `after` this; null on the last page.'),
    total: z.number().describe('Counted up to 10,000.'),
    about: z.boolean().describe('The total is an estimate.'),
  })

type Statement = { summary: string; allow: Rule; timeoutSeconds?: number; shownOnce?: readonly string[]; stepUp?: StepUp }
type Shapes<R, O, A> = { row: R; one: O; added: A; by?: readonly KeyName[] }
const key = { id: z.union([z.number(), z.string().max(300)]) }

/** A filter of a column that is not declared, such as a secret, does not compile. */
type Filters<R extends z.ZodObject> = Record<string, z.ZodType & Reads<ColumnOf<R>>>

const listsOn = <N extends string, R extends z.ZodObject>(noun: N, row: R, by: readonly KeyName[]) => ({
  list: <F extends Filters<R>>({ filters, ...input }: Statement & { filters: F }) => ({
    ...input,
    by,
    name: `${noun}.list` as const,
    kind: 'list' as const,
    counted: 'api' as const,
    input: z.object({ ...windowOf(row), ...filters }),
    output: pageOf(row),
  }),
  export: <F extends Filters<R>>({ filters, ...input }: Statement & { filters: F }) => ({
    ...input,
    by,
    name: `${noun}.export` as const,
    kind: 'export' as const,
    counted: 'api' as const,
    input: z.object({ sort: windowOf(row).sort, ...filters }),
    output: row,
  }),
})

/** The vocabulary in which a resource states what can be asked of it: `row` in lists, `one` in view and edit, `added` once. */
export const operationsOn = <N extends string, R extends z.ZodObject, O extends z.ZodObject, A extends z.ZodObject>(
  noun: N,
  { row, one, added, by = ['id'] }: Shapes<R, O, A>,
) => ({
  ...listsOn(noun, row, by),
  view: (input: Statement) => ({ ...input, by, name: `${noun}.view` as const, kind: 'view' as const, input: z.object(key), output: one }),
  add: <S extends z.ZodRawShape>(input: Statement & { input: z.ZodObject<S> }) => ({
    ...input,
    by,
    name: `${noun}.add` as const,
    kind: 'add' as const,
    output: added,
  }),
  edit: <S extends z.ZodRawShape>({ input, ...values }: Statement & { input: z.ZodObject<S> }) => ({
    ...values,
    by,
    name: `${noun}.edit` as const,
    kind: 'edit' as const,
    output: one,
    input: withoutDefaults(input).extend({ ...key, version: Int.optional().describe('The version seen; another one now is a conflict.') }),
  }),
  delete: (input: Statement) => ({
    ...input,
    by,
    name: `${noun}.delete` as const,
    kind: 'delete' as const,
    input: z.object(key),
    output: z.object({ id: z.number() }),
  }),
  ...freeOn(noun, by),
})

type Free<I extends z.ZodRawShape, O extends z.ZodType> = Statement & { input: I; output: O }
const freeOn = <N extends string>(noun: N, by: readonly KeyName[]) => ({
  query: <X extends string, I extends z.ZodRawShape, O extends z.ZodType>(action: X, input: Free<I, O> & { inBody?: true }) => ({
    ...input,
    by,
    name: `${noun}.${action}` as const,
    kind: 'query' as const,
    input: z.object(input.input),
  }),
  queryOne: <X extends string, I extends z.ZodRawShape, O extends z.ZodType>(action: X, input: Free<I, O>) => ({
    ...input,
    by,
    name: `${noun}.${action}` as const,
    kind: 'queryOne' as const,
    input: z.object({ ...input.input, ...key }),
  }),
  act: <X extends string, I extends z.ZodRawShape, O extends z.ZodType>(action: X, input: Free<I, O>) => ({
    ...input,
    by,
    name: `${noun}.${action}` as const,
    kind: 'act' as const,
    input: z.object(input.input),
  }),
  actOne: <X extends string, I extends z.ZodRawShape, O extends z.ZodType>(action: X, input: Free<I, O>) => ({
    ...input,
    by,
    name: `${noun}.${action}` as const,
    kind: 'actOne' as const,
    input: z.object({ ...input.input, ...key }),
  }),
})
