import type { Session } from '@reeve/contract/access/session'
import type { Actor, Rule } from '@reeve/contract/kernel/may'
import { createContext, useContext } from 'react'
import { leave } from './client.ts'

type Known = { session: Session; actor: Actor }
/** Filled once it is known who is signed in. */
export const SessionContext = createContext<Known | undefined>(undefined)

const from: Actor['from'] = { way: 'session', request_id: null, ip: null, user_agent: null, auth_key_id: null, session_id: null }

/** The person of a session, as rules see it. */
export const actorOf = ({
  perms,
  read_only,
  required_action,
  change_pw: _,
  totp_is_set: __,
  external: ___,
  settings: ____,
  ...person
}: Session): Actor => ({
  ...person,
  perms: new Set(perms),
  readOnly: read_only,
  requiredAction: required_action,
  rate: null,
  from,
})

/** Who is signed in, and the settings that rules read. */
export const useSession = () => {
  const known = useContext(SessionContext)
  if (!known) throw new Error('Nobody has been asked who is signed in.')
  return known
}

/** `may(rule)`: the same question that the server asks, to hide what it would refuse. */
export const useMay = () => {
  const { session, actor } = useSession()
  return (rule: Rule) => rule.test(actor, session.settings)
}

/** Ends the session, and shows the form or what the instance shows instead. */
export const signOut = () => leave('/users/logout')
