import type { Failure } from '@reeve/contract/inputs/failure'
import { userMail } from '@reeve/contract/people/userMail'
import type { Call, Values } from '../dialect/call.ts'
import { answer, at, type Binding, type Refusal, type RefusalContext } from '../dialect/dialect.ts'
import { exception, firstError, inOneText, nameless, notSaved, saved } from '../dialect/refuse.ts'
import { bodyOf, numberIn, present, textOf } from '../dialect/wireValues.ts'

const html = { type: 'text/html; charset=UTF-8' }
/** Credentials that could not be mailed are 200 all the same, and stay as they were (people-data 2.2). */
const notNotified = (): Refusal => ({
  status: 200,
  value: { saved: false, errors: 'There was an error notifying the user. His/her credentials were not altered.' },
  style: 'compact',
})
/** A request that no mail could carry is 200 all the same (docs/contract/people-data.md 2.2). */
const notRequested = ({ message }: Failure): Refusal => ({ status: 200, value: { saved: false, errors: message }, style: 'compact' })
const byNumber = (call: Call) => ({ id: numberIn(call) })
const no: ReadonlySet<unknown> = new Set([undefined, null, '', '0', 0, false])
/** Said in the address or in the body. */
const isFirst = (call: Call) => !no.has(call.ids[1] ?? bodyOf(call, 'User').firstTime ?? bodyOf(call, 'User').first_time)

const actions = ['custom', 'welcome', 'reset']
const recipients = ['users', 'all', 'organisations']
const listed = (value: unknown): unknown[] => [value ?? []].flat()
/** A list of the form. An empty text means that none were chosen. */
const chosen = (value: unknown) => listed(value).filter((one) => one !== '')
/** The form of MISP (operations 8.6): numbers stand for words. */
const contactOf = (call: Call): Values => {
  const { action, recipient, recipientEmailList, orgNameList, subject, message, body, ...rest } = bodyOf(call, 'User')
  const word = (words: readonly string[], value: unknown) => words[Number(value ?? 0)] ?? value
  return present({
    ...rest,
    action: word(actions, action),
    recipient: word(recipients, recipient),
    user_ids: chosen(recipientEmailList),
    org_ids: chosen(orgNameList),
    subject: textOf(subject),
    message: textOf(message ?? body),
  })
}
const isPreview = ({ ids: [first] }: Call) => first === '1'

const missing = (failure: Failure, { call }: RefusalContext) => exception(405, firstError(failure), call.url)
const noUser = (_: Failure, context: RefusalContext) => notSaved(context, 'Invalid user')

export const userMailWire: Binding[] = [
  ...at(['/users/initiatePasswordReset'], userMail.resetPassword, {
    compact: true,
    take: (call) => ({ ...byNumber(call), first_time: isFirst(call) }),
    give: ({ status }) => answer(status === 'not_sent' ? notNotified().value : { saved: true, success: 'New credentials sent.' }, html),
    words: { notFound: 'Invalid user', conflict: notNotified },
  }),
  ...at(['/users/request_API'], userMail.requestAccess, {
    compact: true,
    give: () => ({ saved: true, success: 'API access requested.' }),
    words: { conflict: notRequested, busy: notRequested },
  }),
  ...at(['/admin/users/quickEmail'], userMail.write, {
    take: (call) => ({
      ...byNumber(call),
      ...present({ subject: textOf(bodyOf(call, 'User').subject), body: textOf(bodyOf(call, 'User').body) }),
    }),
    give: saved('Email sent.', nameless),
    words: { invalid: missing, notFound: noUser, conflict: inOneText },
  }),
  ...at(['/admin/users/email'], userMail.preview, {
    when: isPreview,
    take: contactOf,
    give: (found) => found,
    words: { invalid: inOneText },
  }),
  ...at(['/admin/users/email'], userMail.send, {
    when: (call) => !isPreview(call),
    take: contactOf,
    give: ({ job_id, count, batch }) => ({ job_id: job_id || null, count, batch }),
    words: { invalid: inOneText, conflict: inOneText },
  }),
  ...at(['/users/verifyGPG'], userMail.reach, {
    take: () => ({ all: true, keyed: true, limit: 100_000 }),
    give: ({ rows }) =>
      Object.fromEntries(
        rows
          .filter(({ state }) => state !== 'none')
          .map(({ id, email, problem, fingerprint, state }) => [
            String(id),
            [state === 'valid', email, problem, null, fingerprint, fingerprint],
          ]),
      ),
  }),
]
