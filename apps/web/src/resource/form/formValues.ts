import { type Column, field as described, fieldsOf } from '@reeve/contract/kernel/fields'
import type { Rule } from '@reeve/contract/kernel/may'
import { notTwice } from '@reeve/contract/people/userInputs'
import { z } from 'zod'
import type { Row } from '../../kit/client/client.ts'
import { wordOf } from '../../kit/text/format.ts'
import { schemaIn } from '../noun/columns.tsx'
import { defaultOf, kindOf } from '../noun/kinds.ts'

export type FormField = {
  key: string
  label: string
  group: string
  schema: z.ZodType
  /** The field that is entered here once more: compared, and never sent. */
  repeats?: string
}
type Told = Omit<Column, 'nullable'>

/** A new password is entered twice by people; scripts say it once. */
const repetition = ({ key, info }: Told): FormField[] => {
  if (!info.twice) return []
  const schema = described(z.string().optional(), { label: 'Confirm password', control: 'password', secret: true })
  return [{ key: `confirm_${key}`, label: 'Confirm password', group: info.group ?? 'More', schema, repeats: key }]
}

/** The fields of an input that this actor may set, in order. */
export const formFieldsOf = (input: z.ZodObject, may: (rule: Rule) => boolean, listable: (noun: string) => boolean): FormField[] =>
  fieldsOf(input)
    .filter(({ info }) => (!info.setBy || may(info.setBy)) && (!info.of || listable(info.of)))
    .flatMap(({ key, info }) => [
      { key, label: info.label, group: info.group ?? 'More', schema: schemaIn(input, key) },
      ...repetition({ key, info }),
    ])

/** What a form starts with: the row as it is, else what the noun suggests, else the default. */
export const startOf = (fields: FormField[], row: Row): Row =>
  Object.fromEntries(fields.map(({ key, schema }) => [key, row[key] ?? defaultOf(schema) ?? (kindOf(schema) === 'flag' ? false : '')]))

const plain = (value: unknown) =>
  Array.isArray(value) ? value.join('\n') : value === null || value === undefined ? '' : typeof value === 'boolean' ? value : wordOf(value)
const differs = (a: unknown, b: unknown) => plain(a) !== plain(b)
const isBlank = (value: unknown) => plain(value) === ''

/** A number that was emptied, and a password that was not given, say nothing. */
const saysNothing = ({ schema }: FormField, value: unknown) => isBlank(value) && ['number', 'password'].includes(kindOf(schema))

/** The fields that were changed, as the save bar names them and an edit sends them. */
export const changedIn = (fields: FormField[], start: Row, values: Row) =>
  fields.filter((one) => !one.repeats && differs(start[one.key], values[one.key]) && !saysNothing(one, values[one.key]))

/** What an edit says: the changed fields. Emptied, a time or a reference is cleared. */
export const editOf = (fields: FormField[], start: Row, values: Row): Row =>
  Object.fromEntries(
    changedIn(fields, start, values).map(({ key, schema }) => [
      key,
      isBlank(values[key]) && ['moment', 'ref'].includes(kindOf(schema)) ? null : values[key],
    ]),
  )
/** What an addition says: all that is not blank. */
export const additionOf = (fields: FormField[], values: Row): Row =>
  Object.fromEntries(fields.filter(({ key, repeats }) => !repeats && !isBlank(values[key])).map(({ key }) => [key, values[key]]))

/** Fields that are to be looked at before what was changed is sent: a repetition also where only one of the two was. */
export const lookedAt = (fields: FormField[], start: Row, values: Row) => [
  ...changedIn(fields, start, values),
  ...fields.filter(({ repeats }) => repeats),
]

/** The first thing wrong with a value, in the schema's words. A blank that says nothing is not wrong. */
export const faultOf = (field: FormField, values: Row) => {
  const value = values[field.key]
  if (field.repeats) return differs(value, values[field.repeats]) ? notTwice : undefined
  const said = isBlank(value) && field.schema.safeParse(undefined).success ? undefined : value
  const read = field.schema.safeParse(said)
  return read.success ? undefined : (read.error.issues[0]?.message ?? 'This is not valid.')
}
/** All that is wrong, by field. */
export const faultsOf = (fields: FormField[], values: Row): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap((one) => {
      const fault = faultOf(one, values)
      return fault === undefined ? [] : [[one.key, fault]]
    }),
  )

/** Fields under their headings, in the order in which the headings come up. */
export const sectionsOf = (fields: FormField[]) =>
  [...Map.groupBy(fields, ({ group }) => group)].map(([title, inside]) => ({ title, fields: inside }))
