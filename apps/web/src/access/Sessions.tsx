import { Button, Group, Stack, Text, Title, Tooltip } from '@mantine/core'
import { type LiveSession, type LoginAttempt, sessions } from '@reeve/contract/access/sessions'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api, type Row, refresh } from '../kit/client/client.ts'
import { useMay } from '../kit/client/session.tsx'
import { Empty } from '../kit/feedback/Empty.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { Mark } from '../kit/feedback/Mark.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import { tell, tellFailure } from '../kit/feedback/toast.tsx'
import { useTry } from '../kit/feedback/useTry.ts'
import layout from '../kit/layout/layout.module.css'
import { Time } from '../kit/text/Time.tsx'
import classes from './access.module.css'

const named = (text: string, names: readonly (readonly [RegExp, string])[]) => names.find(([pattern]) => pattern.test(text))?.[1]
const browsers = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const
const systems = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'macOS'],
  [/Linux/, 'Linux'],
] as const
/** What somebody would call the device; scripts say it themselves. */
const deviceOf = (agent: string | null) => {
  if (!agent) return 'Unknown device'
  const [browser, system] = [named(agent, browsers), named(agent, systems)]
  return browser ? `${browser}${system ? ` on ${system}` : ''}` : agent.slice(0, 60)
}

const Live = ({ session, end }: { session: LiveSession; end: () => void }) => (
  <li>
    <Group justify="space-between" gap={12} wrap="nowrap">
      <div>
        <Group gap={10}>
          <Text fw={500} title={session.user_agent ?? undefined}>
            {deviceOf(session.user_agent)}
          </Text>
          {session.current && <Mark tone="good">This one</Mark>}
        </Group>
        <Text size="sm" c="dimmed">
          {session.ip ? `From ${session.ip}. ` : ''}Signed in <Time at={session.created} />, last seen <Time at={session.last_seen} />
        </Text>
      </div>
      {!session.current && (
        <Button
          flex="none"
          variant="default"
          size="compact-sm"
          onClick={end}
          aria-label={`End the session of ${deviceOf(session.user_agent)}`}
        >
          End
        </Button>
      )}
    </Group>
  </li>
)

const LiveSessions = ({ user_id }: { user_id: number }) => {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(api.sessions.of.query({ user_id }))
  const done = (work: Promise<{ ended: number }>, what: string) =>
    void work.then(() => tell(what), tellFailure).finally(() => void refresh(queries))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={3} />
  const others = data.filter(({ current }) => !current)
  if (data.length === 0) return <Empty title="No sessions">Nobody is signed in to this account in a browser now.</Empty>
  return (
    <Stack align="flex-start">
      <ul className={`${layout.entries} ${classes.ownKeys}`}>
        {data.map((one) => (
          <Live key={one.id} session={one} end={() => done(api.sessions.end({ session_id: one.id }), 'The session has ended.')} />
        ))}
      </ul>
      {others.length > 0 && (
        <Button variant="default" onClick={() => done(api.sessions.endAll({ user_id }), 'The sessions have ended.')}>
          {others.length === data.length ? 'End all sessions' : 'End all others'}
        </Button>
      )}
    </Stack>
  )
}

const words = {
  login: { tone: 'plain', label: 'Signed in' },
  login_fail: { tone: 'look', label: 'Failed' },
  auth: { tone: 'plain', label: 'By auth key' },
  auth_fail: { tone: 'look', label: 'Auth key refused' },
  auth_alert: { tone: 'look', label: 'Unusual' },
} as const
const Attempt = ({ attempt: { action, created, ip, user_agent, reason } }: { attempt: LoginAttempt }) => (
  <li>
    <Group gap={10}>
      <Mark tone={words[action].tone}>{words[action].label}</Mark>
      <Text size="sm" c="dimmed" title={user_agent ?? undefined}>
        {deviceOf(user_agent)}
        {ip ? `, from ${ip}` : ''}, <Time at={created} />
      </Text>
    </Group>
    {reason && <Text size="sm">{reason}</Text>}
  </li>
)

const History = ({ user_id }: { user_id: number }) => {
  const { data, error, refetch } = useQuery(api.sessions.history.query({ user_id, limit: 50 }))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={3} />
  if (data.length === 0) return <Text c="dimmed">Nothing in the last thirty days.</Text>
  return (
    <ul className={layout.entries}>
      {data.map((attempt) => (
        <Attempt key={attempt.id} attempt={attempt} />
      ))}
    </ul>
  )
}

/** For whoever guessed too often and would have to wait. */
const Unblock = ({ user_id }: { user_id: number }) => {
  const { busy, attempt } = useTry()
  const unblock = () =>
    attempt(async () => {
      const { lifted } = await api.sessions.unblock({ user_id })
      tell(lifted > 0 ? 'Failed sign-ins are forgotten.' : 'There were no failed sign-ins to forget.')
    })
  return (
    <Tooltip label="Whoever failed too often can try again at once" multiline>
      <Button variant="default" size="compact-sm" loading={busy} onClick={() => void unblock()}>
        Forget failed sign-ins
      </Button>
    </Tooltip>
  )
}

/** Where a user is signed in, and how he came in lately. */
export const Sessions = ({ user_id, tools }: { user_id: number; tools?: ReactNode }) => (
  <Stack gap="xl" maw={720}>
    <LiveSessions user_id={user_id} />
    <div>
      <Group justify="space-between" mb="sm">
        <Title order={2}>Sign-ins of the last thirty days</Title>
        {tools}
      </Group>
      <History user_id={user_id} />
    </div>
  </Stack>
)

/** The same on the page of a user, with what an admin can do about it. */
export const SessionsOf = ({ row }: { row: Row }) => {
  const may = useMay()
  const user_id = Number(row.id)
  return <Sessions user_id={user_id} tools={may(sessions.unblock.allow) && <Unblock user_id={user_id} />} />
}
