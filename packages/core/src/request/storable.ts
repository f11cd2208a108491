import { fail } from '@reeve/contract/inputs/failure'
import { isStorableText } from '../kernel/lists/isStorableText.ts'

type Input = Record<string, unknown>

/** JSON of MISP nests some ten levels; recursion over this many is safe everywhere. */
const deepest = 200

const innerOf = (value: unknown): unknown[] => (typeof value === 'object' && value !== null ? Object.values(value) : [])

/** Whether a value nests deeper than recursion can follow. It does not recurse itself. */
const isTooDeep = (value: unknown) => {
  let level = innerOf(value)
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > deepest) return true
    level = level.flatMap(innerOf)
  }
  return false
}

const wrong = (fields: readonly string[], message: string) =>
  fail('invalid', 'Please correct the marked fields.', { fields: Object.fromEntries(fields.map((key) => [key, [message]])) })

/** Refuses what nests too deeply, before anything recurses into it. */
export const refuseTooDeep = (raw: unknown) => {
  if (typeof raw !== 'object' || raw === null) return
  const fields = Object.entries(raw).flatMap(([key, value]) => (isTooDeep(value) ? [key] : []))
  if (fields.length > 0) wrong(fields, `This nests more than ${deepest} levels deep.`)
}

const isStorable = (value: unknown): boolean => {
  if (!isStorableText(value)) return false
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, inner]) => isStorableText(key) && isStorable(inner))
}

/** The input, if the database can store all of it; fails with the names of the fields that it cannot. */
export const storable = (input: Input): Input => {
  const fields = Object.keys(input).filter((key) => !isStorable(input[key]))
  return fields.length === 0 ? input : wrong(fields, 'This contains a character that cannot be stored.')
}
