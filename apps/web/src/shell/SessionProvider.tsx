import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { api } from '../kit/client/client.ts'
import { actorOf, SessionContext } from '../kit/client/session.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton, TableSkeleton } from '../kit/feedback/skeletons.tsx'
import classes from './shell.module.css'

/** The whole page to come. */
const ShellSkeleton = () => (
  <div className={classes.skeleton} role="status" aria-label="Loading">
    <div>
      <FieldsSkeleton rows={5} />
    </div>
    <div>
      <Skeleton height={24} width={180} mb={24} />
      <TableSkeleton />
    </div>
  </div>
)

/** Asks once who is here; everything inside may rely on it. */
export const SessionProvider = ({ children }: { children: ReactNode }) => {
  const { data: session, error, refetch } = useQuery({ ...api.session.me.query({}), staleTime: 60_000 })
  const known = useMemo(() => session && { session, actor: actorOf(session) }, [session])
  if (known) return <SessionContext value={known}>{children}</SessionContext>
  return error ? <ErrorState whole error={error} retry={refetch} /> : <ShellSkeleton />
}
