import { setterOf } from '@reeve/contract/kernel/fields'
import type { Actor, Rule } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import { z } from 'zod'

type Input = Record<string, unknown>
export type RestrictedFields = readonly (readonly [name: string, rule: Rule])[]

/** The fields of an input that not everybody may set. */
export const restrictedFieldsOf = (input: z.ZodObject): RestrictedFields =>
  Object.entries(input.shape).flatMap(([name, schema]) => {
    const rule = schema instanceof z.ZodType ? setterOf(schema) : undefined
    return rule ? [[name, rule] as const] : []
  })

/** Those that were said and are not this actor's to set: an unchanged value is no change, because scripts send whole rows back. */
export const forbiddenFields = (
  restrictedFields: RestrictedFields,
  { raw, input, present }: { raw: Input; input: Input; present: Input },
  actor: Actor,
  settings: SettingValues,
) =>
  restrictedFields
    .filter(
      ([key, rule]) => Object.hasOwn(raw, key) && input[key] !== undefined && input[key] !== present[key] && !rule.test(actor, settings),
    )
    .map(([key]) => key)

export const mayNotSet = 'You may not set this.'
