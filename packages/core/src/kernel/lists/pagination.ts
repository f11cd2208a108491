import { fail } from '@reeve/contract/inputs/failure'
import { sortsOf } from '@reeve/contract/kernel/fields'
import type { z } from 'zod'
import { isStorableText } from './isStorableText.ts'

/** What a list was asked for: `sort` is one of the declared fields; `after` is the `next` of the page before. */
export type PageQuery = { page?: number | undefined; after?: string | undefined; limit: number; sort?: string | undefined }
type Place = { path: string[]; down: boolean; nullable: boolean }
type Cursor = { value: unknown; id: number }

const nested = (path: readonly string[], leaf: unknown): object =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), leaf) as object
const valueAt = (row: unknown, path: readonly string[]) =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], row)

/** Where in the database a declared sort looks; `id` decides between equals. */
const placeOf = (row: z.ZodObject, sort = 'id'): Place => {
  const key = sort.replace(/^-/, '')
  const column = sortsOf(row).find((one) => one.key === key)
  const path = typeof column?.info.sort === 'string' ? column.info.sort : key
  return { path: path.split('.'), down: sort.startsWith('-'), nullable: column?.nullable ?? false }
}

export const orderBy = (row: z.ZodObject, sort?: string): object[] => {
  const { path, down, nullable } = placeOf(row, sort)
  const direction = down ? 'desc' : 'asc'
  return [nested(path, nullable ? { sort: direction, nulls: 'last' } : direction), ...(path[0] === 'id' ? [] : [{ id: direction }])]
}

export const noSuchPage = () =>
  fail('invalid', 'This page cannot be found again. Start from the first one.', {
    fields: { after: ['Take it from `next` of a page.'] },
  })
export const cursorOf = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url')
export const readCursor = (text: string): Cursor => {
  try {
    const { value, id }: Cursor = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (Number.isSafeInteger(id) && (value === null || typeof value !== 'object') && isStorableText(value)) return { value, id }
  } catch {
    // Falls through to the same answer as a well-formed cursor of the wrong shape.
  }
  return noSuchPage()
}

/** Everything behind a row in the chosen order; empty values come last, both ways. Booleans know no "greater". */
const behind = (row: z.ZodObject, sort: string | undefined, { value, id }: Cursor): object => {
  const { path, down, nullable } = placeOf(row, sort)
  const beyond = down ? 'lt' : 'gt'
  if (path[0] === 'id') return { id: { [beyond]: id } }
  const tie = { AND: [nested(path, value), { id: { [beyond]: id } }] }
  if (value === null) return tie
  if (typeof value === 'boolean') return value === down ? { OR: [nested(path, !down), tie] } : tie
  return { OR: [nested(path, { [beyond]: value }), ...(nullable ? [nested(path, null)] : []), tie] }
}

/** The condition and the order of a page, and how to name the next one. One row more than asked shows whether there is one. */
export const pageOf = (row: z.ZodObject, { page, after, limit, sort }: PageQuery) => ({
  where: after ? behind(row, sort, readCursor(after)) : {},
  orderBy: orderBy(row, sort),
  take: limit + 1,
  ...(page && !after && { skip: (page - 1) * limit }),
  next: (rows: readonly { id: number }[]): string | null => {
    const last = rows[limit - 1]
    if (rows.length <= limit || !last) return null
    const value = valueAt(last, placeOf(row, sort).path)
    return cursorOf({ value: value instanceof Date ? value.toISOString() : (value ?? null), id: last.id })
  },
})
