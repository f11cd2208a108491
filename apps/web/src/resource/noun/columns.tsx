import { columnsOf, sortsOf } from '@reeve/contract/kernel/fields'
import type { Operation } from '@reeve/contract/kernel/operation'
import type { ReactNode } from 'react'
import { z } from 'zod'
import type { Row } from '../../kit/client/client.ts'
import { kindOf } from './kinds.ts'
import type { Noun } from './noun.tsx'
import { Shown } from './Shown.tsx'

export type Column = { key: string; label: string; sortable: boolean; numeric: boolean; cell: (row: Row) => ReactNode }

/** The schema of a list's rows. */
export const rowOf = (list: Operation): z.ZodObject => {
  const rows: unknown = list.output instanceof z.ZodObject ? list.output.shape.rows : undefined
  const row = rows instanceof z.ZodArray ? rows.element : undefined
  if (!(row instanceof z.ZodObject)) throw new Error(`${list.name} does not answer rows.`)
  return row
}

/** The schema of one field of a row. */
export const schemaIn = (row: z.ZodObject, key: string): z.ZodType => {
  const schema: unknown = row.shape[key]
  return schema instanceof z.ZodType ? schema : z.unknown()
}

/** The columns of a noun: those that its row declares, and its own. */
export const columnsFor = (noun: Noun): Column[] => {
  const row = rowOf(noun.operations.list)
  const sorts = new Set(sortsOf(row).map(({ key }) => key))
  const declared = columnsOf(row).map(({ key, info }): Column => {
    const schema = schemaIn(row, key)
    const own = noun.cells?.[key]
    return {
      key,
      label: info.label,
      sortable: sorts.has(key),
      numeric: kindOf(schema) === 'number' && !own,
      cell: own ?? ((said) => <Shown field={key} schema={schema} value={said[key]} linked={false} />),
    }
  })
  const extra = (noun.extra ?? []).map((column) => ({ sortable: false, numeric: false, ...column }))
  const placed = extra.filter(({ before }) => before)
  return [
    ...declared.flatMap((column) => [...placed.filter(({ before }) => before === column.key), column]),
    ...extra.filter(({ before }) => !before),
  ]
}
