import { sessionOperations as session } from '@reeve/contract/access/session'
import { type LoginAttempt, sessions } from '@reeve/contract/access/sessions'
import type { Failure } from '@reeve/contract/inputs/failure'
import type { Call } from '../dialect/call.ts'
import { answer, at, type Binding, type RefusalContext, type RenderContext } from '../dialect/dialect.ts'
import { exception, inOneText, nameless, saved } from '../dialect/refuse.ts'
import { contentTypes } from '../dialect/render.ts'
import { bodyOf, dt, idIn, isGet, present, worded } from '../dialect/wireValues.ts'

const destroyed = ({ emails }: { emails: string[] | null }) =>
  `Session destruction cutoff set to the current timestamp for the given selection (${emails?.join(', ') ?? 'Every user'}). Session(s) will be destroyed on the next user interaction.`
/** Whom: by the address, else by what the body says (operations 9.6). */
const selected = (call: Call) => {
  const { id, email } = bodyOf(call, 'User')
  return present({ user_id: call.ids[0] ?? call.named.id ?? id, email: call.named.email ?? email })
}

/** What else is in the history is no attempt to MISP. */
const labels: Partial<Record<LoginAttempt['action'], string>> = {
  login: 'web:login',
  login_fail: 'web:failed',
  auth: 'API:login',
  auth_fail: 'API:failed',
}
const attempt = (one: LoginAttempt, context: RenderContext) => ({
  ...worded(one, ['id', 'created', 'ip', 'user_agent'], { created: dt }, context),
  action: labels[one.action],
})

const noTerms = { notFound: 'MISP Terms and Conditions are not defined' }

const asked = 'If there is such an account, a link to choose a new password is on its way. It is valid for 10 minutes.'
/** A link that was used, or is too old (people-data 1.4). */
const badLink = ({ message }: Failure, { call }: RefusalContext) => exception(405, message, call.url)

export const sessionWire: Binding[] = [
  ...at(['/users/forgot'], session.forgot, {
    take: (call) => present({ email: bodyOf(call, 'User').email }),
    give: saved(asked, nameless),
    words: { invalid: inOneText, conflict: inOneText },
    idless: true,
  }),
  ...at(['/users/password_reset'], session.choose, {
    take: (call) => ({ token: idIn(call, 2000), ...present({ password: bodyOf(call, 'User').password }) }),
    give: saved('Password Changed.', nameless),
    words: { unauthenticated: badLink, invalid: inOneText },
    idless: true,
  }),
  ...at(['/users/logout'], session.end, { alsoGet: true, give: saved('Logged out.', nameless) }),
  ...at(['/users/checkIfLoggedIn'], session.me, { give: () => answer('OK', { type: contentTypes.html }) }),
  ...at(['/users/terms'], session.terms, {
    when: isGet,
    give: (out) => out,
    words: noTerms,
  }),
  ...at(['/users/terms'], session.acceptTerms, { give: saved('Terms accepted.', nameless) }),
  ...at(['/admin/users/destroy'], sessions.destroy, {
    take: selected,
    give: saved(destroyed, nameless),
    words: { notFound: 'Invalid user' },
  }),
  ...at(['/users/view_login_history'], sessions.history, {
    take: ({ ids: [id = 'me'] }) => present({ user_id: id === 'me' ? undefined : id }),
    give: (out, context) => out.filter(({ action }) => labels[action] !== undefined).map((one) => attempt(one, context)),
    words: { notFound: 'Invalid user' },
  }),
]
