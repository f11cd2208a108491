import type { Session } from '@reeve/contract/access/session'
import type { Actor, Rule } from '@reeve/contract/kernel/may'
import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { ErrorState } from '../feedback/ErrorState.tsx'
import { ShellSkeleton } from '../feedback/skeletons.tsx'
import { api, leave } from './client.ts'

type Known = { session: Session; actor: Actor }
const Context = createContext<Known | undefined>(undefined)

const from: Actor['from'] = { way: 'session', request_id: null, ip: null, user_agent: null, auth_key_id: null, session_id: null }

const actorOf = ({ perms, read_only, change_pw: _, totp_is_set: __, external: ___, settings: ____, ...person }: Session): Actor => ({
  ...person,
  perms: new Set(perms),
  readOnly: read_only,
  rate: null,
  from,
})

/** Asks once who is here; everything inside may rely on it. */
export const SessionProvider = ({ children }: { children: ReactNode }) => {
  const { data: session, error, refetch } = useQuery({ ...api.session.me.query({}), staleTime: 60_000 })
  const known = useMemo(() => session && { session, actor: actorOf(session) }, [session])
  if (known) return <Context value={known}>{children}</Context>
  return error ? <ErrorState whole error={error} retry={refetch} /> : <ShellSkeleton />
}

/** Who is signed in, and the settings that rules read. */
export const useSession = () => {
  const known = useContext(Context)
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
