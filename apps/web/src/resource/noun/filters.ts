import { infoOf } from '@reeve/contract/kernel/fields'
import { filterOf } from '@reeve/contract/kernel/filters'
import type { Rule } from '@reeve/contract/kernel/may'
import type { Operation } from '@reeve/contract/kernel/operation'
import { z } from 'zod'
import type { Option } from './noun.tsx'

export type Filter = { key: string; label: string; schema: z.ZodType; setBy?: Rule | undefined; choices?: Option[] | undefined }

/** The filters that a list declares. */
export const filtersOf = (list: Operation): Filter[] =>
  Object.entries(list.input.shape).flatMap(([key, schema]) =>
    schema instanceof z.ZodType && filterOf(schema)
      ? [{ key, label: infoOf(schema)?.label ?? key, schema, setBy: infoOf(schema)?.setBy }]
      : [],
  )
