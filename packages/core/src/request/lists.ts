import type { z } from 'zod'
import type { ReadContext } from '../context.ts'
import type { Read } from '../database/db.ts'
import { isMisfit } from '../database/dbErrors.ts'
import { noSuchPage, orderBy, type PageQuery, pageOf } from '../kernel/lists/pagination.ts'
import { type LookupFirst, type OwnFilters, whereOf } from '../kernel/lists/where.ts'
import type { Rows } from './implement.ts'

/** What a noun says besides its scope so that its list and export derive from it. */
export type Listed<Row, Where, Shown> = {
  rows: Pick<Rows<never, Where>, 'scope'>
  /** The row as declared, which knows what may be sorted by. */
  row: z.ZodObject
  table: string
  /** A page of rows; the hot ones ask for ids only and then for the rows in one statement of `sql.ts`. */
  many: (ctx: ReadContext, window: { where: Where; orderBy: object[]; take: number; skip?: number }) => Promise<Row[]>
  count: (read: Read, where: Where, take: number) => Promise<number>
  show: (ctx: ReadContext, rows: Row[]) => Promise<Shown[]>
  filters?: OwnFilters
  lookupFirst?: LookupFirst
}
/** The rows of a page. A cursor whose value does not fit its column was made up. */
const pageAt = <R>(after: string | undefined, rows: Promise<R[]>) =>
  rows.catch((error: unknown) => {
    if (after !== undefined && isMisfit(error)) return noSuchPage()
    throw error
  })

const countedTo = 10_000
const batch = 2000

/** `list` (a keyset page with a total) and `export` (all rows in batches, no open transaction) within the actor's scope. */
export const listsOf = <Row extends { id: number }, Where extends object, Shown>(
  noun: Listed<Row, Where, Shown>,
  ops: { list: { input: z.ZodObject } },
) => {
  const { rows, row, many, count, show, filters: own = {}, lookupFirst = {} } = noun
  const scoped = async (ctx: ReadContext, input: Record<string, unknown>): Promise<object> => ({
    AND: [rows.scope(ctx.actor, ctx.settings), await whereOf(ops.list.input, input, { own, lookupFirst }, ctx)],
  })
  // Conditions are put together from parts that are each typed where they are made.
  const both = (...parts: object[]) => ({ AND: parts }) as unknown as Where

  const totalOf = async ({ read, sql }: ReadContext, where: Where, filtered: boolean) => {
    const total = await count(read, where, countedTo + 1)
    if (total <= countedTo) return { total, about: false }
    return { total: filtered ? countedTo : Math.max(countedTo, await sql.estimate(noun.table)), about: true }
  }

  return {
    list: async (ctx: ReadContext, input: PageQuery & Record<string, unknown>) => {
      const { next, where, ...window } = pageOf(row, input)
      const here = await scoped(ctx, input)
      const filtered = JSON.stringify(here).length > '{"AND":[{},{"AND":[]}]}'.length
      const [found, total] = await Promise.all([
        pageAt(input.after, many(ctx, { ...window, where: both(here, where) })),
        totalOf(ctx, both(here), filtered),
      ])
      return { rows: await show(ctx, found.slice(0, input.limit)), next: next(found), ...total }
    },

    export: async function* (ctx: ReadContext, input: { sort?: string | undefined } & Record<string, unknown>) {
      const here = await scoped(ctx, input)
      for (let after: string | undefined; ; ) {
        const page = pageOf(row, { sort: input.sort, limit: batch, after })
        const found = await many(ctx, { where: both(here, page.where), orderBy: orderBy(row, input.sort), take: page.take })
        yield await show(ctx, found.slice(0, batch))
        after = page.next(found) ?? undefined
        if (!after) return
      }
    },
  }
}
