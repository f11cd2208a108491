import type { Actor } from '@reeve/contract/kernel/may'
import type { Given, In, Operation, RowKind, WriteKind } from '@reeve/contract/kernel/operation'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { ReadContext, WriteContext } from '../context.ts'
import type { Read } from '../database/db.ts'

type Parents = Record<string, Rows<any, any>>
type Parent<Op extends Operation, P extends Parents> = Op extends { under: { noun: infer N extends keyof P } }
  ? P[N] extends Rows<infer Row, any>
    ? [parent: Row]
    : never
  : []
/** What a handler gets after its context: the parent and the row, where the operation has one, and the input. */
type Args<Op extends Operation, Row, P extends Parents> = Op['kind'] extends RowKind
  ? [...Parent<Op, P>, row: Row, input: In<Op>]
  : [...Parent<Op, P>, input: In<Op>]

/** A change in two steps: what `prepare` found out, with no transaction open, reaches `commit` as its last argument. */
export type Prepared<A extends unknown[], P, O> = {
  prepare: (ctx: ReadContext, ...args: A) => Promise<P>
  commit: (ctx: WriteContext, ...args: [...A, P]) => Promise<O>
}
export const prepared = <A extends unknown[], P, O>(
  prepare: Prepared<A, P, O>['prepare'],
  commit: Prepared<A, P, O>['commit'],
): Prepared<A, P, O> => ({
  prepare,
  commit,
})

/** A change that is another one in other words: that one is asked in its stead, by the same actor under its own rules. */
export type Delegated<A extends unknown[]> = { delegateTo: (ctx: ReadContext, ...args: A) => Promise<{ name: string; input: object }> }
export const delegateTo = <A extends unknown[]>(find: Delegated<A>['delegateTo']): Delegated<A> => ({ delegateTo: find })

// `any` stands for what one `prepare` hands its own `commit`; `prepared` ties the two together.
type Change<A extends unknown[], O> = ((ctx: WriteContext, ...args: A) => Promise<O>) | Prepared<A, any, O> | Delegated<A>
type Question<A extends unknown[], O> = (ctx: ReadContext, ...args: A) => Promise<O>
type Stream<A extends unknown[], O> = (ctx: ReadContext, ...args: A) => AsyncIterable<O[]>

export type Handler<Op extends Operation, Row, P extends Parents = Record<string, never>> = Op['kind'] extends 'export'
  ? Stream<Args<Op, Row, P>, Given<Op>>
  : Op['kind'] extends WriteKind
    ? Change<Args<Op, Row, P>, Given<Op>>
    : Question<Args<Op, Row, P>, Given<Op>>

/** The names of operations: what `mayChange` is asked about. A noun that tells them apart states them, so that a wrong name does not compile. */
export type NameOf<Ops extends Record<string, Operation>> = Ops[keyof Ops]['name']

export type Rows<Row, Where = object, Action extends string = string> = {
  /** Which rows this actor sees, as one condition; find, list and export derive from it. */
  scope: (actor: Actor, settings: SettingValues) => Where
  find: (read: Read, where: Where, actor: Actor) => Promise<Row | null>
  /** Whether an actor who sees a row may also change it. */
  mayChange: (actor: Actor, row: Row, action: Action) => boolean
  /** For rows that others are added to (`under`): what a caller reads who names none, or one that must not be changed. */
  words?: { missing: string; refused: string }
}

/** For nouns that have no rows of their own. */
export const noRows: Rows<never> = { scope: () => ({}), find: async () => null, mayChange: () => false }

/** A missing handler, a misread input or a wrong answer does not compile. */
export const implement = <Ops extends Record<string, Operation>, Row, Where, P extends Parents = Record<string, never>>(
  operations: Ops,
  rows: Rows<Row, Where, NameOf<Ops>>,
  handlers: { [K in keyof Ops]: Handler<Ops[K], NoInfer<Row>, NoInfer<P>> },
  parents?: P,
) => ({ operations, rows, handlers, parents })
