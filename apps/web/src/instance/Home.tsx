import { Anchor, Button, Text, Title } from '@mantine/core'
import { authKeys } from '@reeve/contract/access/authKeys'
import { logs } from '@reeve/contract/audit/logs'
import type { Operation } from '@reeve/contract/kernel/operation'
import { organisations } from '@reeve/contract/people/organisations'
import { users } from '@reeve/contract/people/users'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { logsNoun } from '../audit/logsNoun.tsx'
import chart from '../kit/charts/chart.module.css'
import { Figure } from '../kit/charts/Figure.tsx'
import { pageQuery, type Row } from '../kit/client/client.ts'
import { useMay, useSession } from '../kit/client/session.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { toneIcons } from '../kit/feedback/Mark.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import layout from '../kit/layout/layout.module.css'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { amount, wordOf } from '../kit/text/format.ts'
import { todayAt } from '../kit/text/moments.ts'
import { Entry } from '../resource/page/Activity.tsx'
import { type Line, useAttention } from '../shell/useAttention.ts'
import classes from './home.module.css'

const words = { wrong: 'Wrong', look: 'Look', plain: 'Note', good: 'Good' }

const AttentionLine = ({ line: { tone, text, verb, to } }: { line: Line }) => {
  const Glyph = toneIcons[tone]
  return (
    <li className={classes.line} data-tone={tone}>
      <Glyph size={18} aria-label={words[tone]} role="img" />
      <span>{text}</span>
      <Button component={Link} to={to} variant="default" size="compact-sm">
        {verb}
      </Button>
    </li>
  )
}

const Attention = () => {
  const { lines, settled, failed } = useAttention()
  return (
    <section className={layout.block}>
      <Title order={2}>Needs attention</Title>
      {failed && <ErrorState error={failed} />}
      {!settled && <FieldsSkeleton rows={2} />}
      {settled && !failed && lines.length === 0 && (
        <p className={classes.calm}>
          <toneIcons.good size={18} aria-hidden /> Nothing. Whatever Reeve watches is as it should be.
        </p>
      )}
      <ul className={classes.lines}>
        {lines.map((line) => (
          <AttentionLine key={line.text} line={line} />
        ))}
      </ul>
    </section>
  )
}

const Counted = ({ label, list, input, to }: { label: string; list: Operation; input: Row; to: string }) => {
  const { data } = useQuery(pageQuery(list, { ...input, limit: 1 }))
  return <Figure value={data ? `${data.about ? '≈ ' : ''}${amount(data.total)}` : '…'} label={label} to={to} />
}

const figures = () => [
  { label: 'sign-ins today', list: logs.list, input: { action: 'login', from: todayAt() }, to: `/logs?action=login&from=${todayAt()}` },
  { label: 'log entries today', list: logs.list, input: { from: todayAt() }, to: `/logs?from=${todayAt()}` },
  { label: 'users', list: users.list, input: {}, to: '/users' },
  { label: 'disabled users', list: users.list, input: { disabled: '1' }, to: '/users?disabled=1' },
  { label: 'local organisations', list: organisations.list, input: { local: 'local' }, to: '/organisations' },
  { label: 'auth keys', list: authKeys.list, input: {}, to: '/auth-keys' },
]

const Today = () => {
  const may = useMay()
  const open = figures().filter(({ list }) => may(list.allow))
  if (open.length === 0) return null
  return (
    <section className={layout.block}>
      <Title order={2}>Today</Title>
      <div className={chart.figures}>
        {open.map((figure) => (
          <Counted key={figure.label} {...figure} />
        ))}
      </div>
    </section>
  )
}

const Latest = () => {
  const { data, error } = useQuery(pageQuery(logs.list, { limit: 8 }))
  return (
    <section className={layout.block}>
      <Title order={2}>Latest activity</Title>
      {error && <ErrorState error={error} />}
      {!data && !error && <FieldsSkeleton rows={4} />}
      <ul className={classes.plainList}>
        {data?.rows.map((entry) => (
          <Entry key={wordOf(entry.id)} log={logsNoun} entry={entry} />
        ))}
      </ul>
      {data && (
        <Text mt="sm">
          <Anchor component={Link} to="/logs">
            Show the log
          </Anchor>
        </Text>
      )}
    </section>
  )
}

/** What needs attention now, then today's figures, then what happened last: each as far as the role may see it. */
export const Home = () => {
  const { session } = useSession()
  const may = useMay()
  return (
    <div className={layout.page}>
      <PageHead title="Home" about={`Signed in as ${session.email} of ${session.org}.`} />
      <Attention />
      <Today />
      {may(logs.list.allow) && <Latest />}
    </div>
  )
}
