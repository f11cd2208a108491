import type { Failure } from '@reeve/contract/inputs/failure'
import { type Registration, registrations } from '@reeve/contract/people/registrations'
import type { Call } from '../dialect/call.ts'
import { answer, at, type Binding, type RefusalContext, type RenderContext } from '../dialect/dialect.ts'
import { exception, firstError, nameless, notSaved, saved, texts } from '../dialect/refuse.ts'
import { bodyOf, plain, present, textOf, unix, worded } from '../dialect/wireValues.ts'

const columns = ['id', 'uuid', 'title', 'type', 'ip', 'user_agent', 'user_agent_sha256', 'comment', 'deleted', 'timestamp'] as const
const asText = (value: unknown) => (typeof value === 'boolean' ? (value ? '1' : '0') : plain(value))
const inList = (registration: Registration, context: RenderContext) => ({
  Inbox: {
    ...worded(registration, columns, { timestamp: unix }, context),
    store_as_file: false,
    data: Object.fromEntries(Object.entries(registration.data).map(([key, value]) => [key, asText(value)])),
  },
})

/** One by its number or uuid, or several as `id[]:1/id[]:2` or in the body (people-data 2.2). */
const idsOf = (call: Call) => {
  const body = bodyOf(call, 'User')
  const asked = [call.ids, call.named.id ?? [], body.id ?? []].flat()
  return [...new Set(asked.flatMap((id) => textOf(id) ?? []))]
}

const mandatory = 'Mandatory field not set.'
const notAsked = (failure: Failure, context: RefusalContext) =>
  failure.fields.email?.[0] === mandatory
    ? exception(400, 'Supply an email address.', context.call.url)
    : notSaved(context, `Request could not be created.Errors: ${JSON.stringify(failure.fields)}`)
const closed = {
  unauthenticated: (_: Failure, { call }: RefusalContext) => exception(403, texts.unauthenticated, call.url),
  forbidden: (_: Failure, { call }: RefusalContext) => exception(405, 'Self registration is not turned on here.', call.url),
}
/** What is missing is 400; what a role or an organisation has against it, too. */
const wrong = (failure: Failure, context: RefusalContext) =>
  exception(400, failure.fields.org_id?.[0] ?? firstError(failure), context.call.url)

/** All of them, or it counts as failed (people-data 2.2). */
const accepted = (out: { results: { done: boolean }[] }, context: RenderContext) => {
  const done = out.results.filter((one) => one.done).length
  const failed = out.results.length - done
  const told = [
    ...(done > 0 ? [`Added ${done} user(s).`] : []),
    ...(failed > 0 ? [`Could not add ${failed} user(s), reasons for the failure have been logged.`] : []),
  ]
  const text = told.join(' ') || 'No new users added - there was nothing to add.'
  if (done > 0 && failed === 0) return saved(text, nameless)(out, context)
  const { status, value } = notSaved(context, text)
  return answer(value, { status })
}
const discarded = ({ discarded: count }: { discarded: number }) => `${count} registration(s) discarded.`

export const registrationsWire: Binding[] = [
  ...at(['/users/register'], registrations.add, {
    take: (call) => present(bodyOf(call, 'User')),
    give: saved('Request sent. The administrators of this community have been notified.', nameless),
    words: { ...closed, invalid: notAsked },
  }),
  ...at(['/users/registrations'], registrations.export, {
    take: ({ named }) => present({ search: textOf(named.value) }),
    give: inList,
  }),
  ...at(['/users/acceptRegistrations'], registrations.accept, {
    take: (call) => {
      const { org_id, role_id } = bodyOf(call, 'User')
      return { ...present({ org_id, role_id }), ids: idsOf(call), notify: true }
    },
    give: accepted,
    words: { invalid: wrong },
  }),
  ...at(['/users/discardRegistrations'], registrations.discard, {
    take: (call) => ({ ids: idsOf(call) }),
    give: saved(discarded, nameless),
    words: { invalid: wrong },
  }),
]
