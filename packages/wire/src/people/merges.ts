import type { Failure } from '@reeve/contract/inputs/failure'
import { merges } from '@reeve/contract/people/merges'
import type { Call } from '../dialect/call.ts'
import { answer, at, type Binding, type RefusalContext } from '../dialect/dialect.ts'
import { exception, saved } from '../dialect/refuse.ts'
import { bodyOf, numberIn, textOf } from '../dialect/wireValues.ts'

/** Which of the two pickers of MISP's form names the target depends on its kind (people-data 3.3). */
const targetIn = (call: Call) => {
  const { targetType, orgsLocal, orgsExternal } = bodyOf(call, 'Organisation')
  const isLocal = (textOf(targetType) ?? '0') === '0'
  return textOf(isLocal ? (orgsLocal ?? orgsExternal) : (orgsExternal ?? orgsLocal))
}

const wrong = ({ message, kind }: Failure, { call }: RefusalContext) =>
  exception(
    405,
    `Something went wrong with the organisation merge. ${kind === 'invalid' && !message.startsWith('An organisation') ? 'Organisation not found.' : message}`,
    call.url,
  )
const done = saved('The organisations have been merged.')

export const mergesWire: Binding[] = at(['/admin/organisations/merge'], merges.add, {
  take: (call) => ({ from: numberIn(call), to: targetIn(call) }),
  give: (merge, context) =>
    answer(done(merge, context), { status: 302, headers: { Location: `${context.base}/organisations/view/${merge.target_org_id}` } }),
  words: { invalid: wrong, notFound: wrong },
})
