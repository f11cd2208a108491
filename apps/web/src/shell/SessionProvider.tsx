import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { api } from '../kit/client/client.ts'
import { actorOf, SessionContext } from '../kit/client/session.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'

/** The outline of the shell, as index.html paints it before there is any script. */
const Outline = () => (
  <div id="boot" role="status" aria-label="Loading">
    {[7, 6].map((lines) => (
      <div key={lines}>
        {Array.from({ length: lines }, (_, line) => (
          <i key={line} className={line === 0 ? 'head' : undefined} />
        ))}
      </div>
    ))}
  </div>
)

/** Asks once who is here; everything inside may rely on it. */
export const SessionProvider = ({ children }: { children: ReactNode }) => {
  const { data: session, error, refetch } = useQuery({ ...api.session.me.query({}), staleTime: 60_000 })
  const known = useMemo(() => session && { session, actor: actorOf(session) }, [session])
  if (known) return <SessionContext value={known}>{children}</SessionContext>
  return error ? <ErrorState whole error={error} retry={refetch} /> : <Outline />
}
