import type { z } from 'zod'

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** What is wrong with a value, in words for callers, where a schema has none of its own. Undefined leaves it to zod. */
export const problemIn = (issue: z.core.$ZodRawIssue): string | undefined => {
  if (issue.code === 'invalid_type')
    return issue.input === undefined || issue.input === null
      ? 'Mandatory field not set.'
      : `Give ${kinds[issue.expected] ?? `a value of type ${issue.expected}`}.`
  if (issue.code === 'invalid_value')
    return issue.input === undefined ? 'Mandatory field not set.' : `Choose one of: ${issue.values.map(String).join(', ')}.`
  if (issue.code === 'invalid_union') return issue.input === undefined ? 'Mandatory field not set.' : 'This value has the wrong type.'
  if (issue.code === 'too_big') return issue.origin === 'string' ? `At most ${issue.maximum} characters.` : `At most ${issue.maximum}.`
  if (issue.code === 'too_small') return issue.origin === 'string' ? `At least ${issue.minimum} characters.` : `At least ${issue.minimum}.`
  return undefined
}
