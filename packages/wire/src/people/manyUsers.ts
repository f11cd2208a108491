import type { Failure } from '@reeve/contract/inputs/failure'
import { users } from '@reeve/contract/people/users'
import { at, type Binding, type RefusalContext } from '../dialect/dialect.ts'
import { exception, firstError, nameless, saved, texts } from '../dialect/refuse.ts'
import { bodyOf } from '../dialect/wireValues.ts'

/** The users of a mass change come as a list written down as JSON; anything else is no request (rec user-massToggle-disable). */
const idsIn = (user_ids: unknown): unknown => {
  try {
    return typeof user_ids === 'string' ? JSON.parse(user_ids) : undefined
  } catch {
    return undefined
  }
}
const toggled = new Set(['disabled', 'autoalert'])
const toggledText = (results: { done: boolean; email: string; message: string }[]) => {
  const refused = results.filter(({ done }) => !done).map(({ email, message }) => ` ${email}: ${message}`)
  return `${results.length - refused.length} users changed.${refused.join('')}`
}
const notToggled = (failure: Failure, { call }: RefusalContext) => {
  const isText = typeof bodyOf(call, 'User').user_ids === 'string'
  return exception(405, isText ? firstError(failure) : texts.badJson, call.url)
}

/** What admins do to many users at once. */
export const manyUsersWire: Binding[] = [
  ...at(['/admin/users/massToggleField'], users.editMany, {
    take: ({ ids: [field = '', value], ...call }) => ({
      ids: idsIn(bodyOf(call, 'User').user_ids),
      set: toggled.has(field) ? { [field]: value } : { field },
    }),
    give: saved(({ results }) => toggledText(results), nameless),
    words: { invalid: notToggled },
  }),
]
