import { Anchor, Button, Text, Title } from '@mantine/core'
import { logs } from '@reeve/contract/audit/logs'
import type { AttentionLine, Figure as Counted } from '@reeve/contract/instance/attention'
import type { Action } from '@reeve/contract/kernel/actions'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { logsNoun } from '../audit/logsNoun.tsx'
import chart from '../kit/charts/chart.module.css'
import { Figure } from '../kit/charts/Figure.tsx'
import { api, pageQuery } from '../kit/client/client.ts'
import { useMay, useSession } from '../kit/client/session.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { toneIcons } from '../kit/feedback/Mark.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import layout from '../kit/layout/layout.module.css'
import { PageHead } from '../kit/layout/PageHead.tsx'
import { amount, wordOf } from '../kit/text/format.ts'
import { todayAt } from '../kit/text/moments.ts'
import { Entry } from '../resource/page/Activity.tsx'
import { useAttention } from '../shell/useAttention.ts'
import classes from './home.module.css'

const words = { wrong: 'Wrong', look: 'Warning', plain: 'Note' }

const AttentionLine = ({ line: { tone, message, action, page } }: { line: AttentionLine }) => {
  const Glyph = toneIcons[tone]
  return (
    <li className={classes.line} data-tone={tone}>
      <Glyph size={18} aria-label={words[tone]} role="img" />
      <span>{message}</span>
      <Button component={Link} to={page} variant="default" size="compact-sm">
        {action}
      </Button>
    </li>
  )
}

const Attention = () => {
  const { lines, settled, failed } = useAttention()
  return (
    <section className={layout.block}>
      <Title order={2}>Needs attention</Title>
      {failed && <ErrorState error={failed} what="what needs attention" />}
      {!settled && <FieldsSkeleton rows={2} />}
      {settled && !failed && lines.length === 0 && (
        <p className={classes.calm}>
          <toneIcons.good size={18} aria-hidden /> Nothing needs attention.
        </p>
      )}
      <ul className={classes.lines}>
        {lines.map((line) => (
          <AttentionLine key={line.key} line={line} />
        ))}
      </ul>
    </section>
  )
}

const FigureGroup = ({ title, figures }: { title: string; figures: readonly Counted[] }) =>
  figures.length > 0 && (
    <section className={layout.block}>
      <Title order={2}>{title}</Title>
      <div className={chart.figures}>
        {figures.map(({ key, label, count, about, page }) => (
          <Figure key={key} value={`${about ? '≈ ' : ''}${amount(count)}`} label={label} to={page} />
        ))}
      </div>
    </section>
  )

const Figures = () => {
  const { data, error } = useQuery({ ...api.attention.figures.query({ today: todayAt() }), staleTime: 60_000 })
  if (error) return <ErrorState error={error} what="figures" />
  if (!data) return <FieldsSkeleton rows={3} />
  return (
    <>
      <FigureGroup title="Today" figures={data.today} />
      <FigureGroup title="This instance" figures={data.whole} />
    </>
  )
}

/** Actions by which something is changed; requests, sign-ins and mails would bury them. */
const changes = [
  'accept',
  'acceptRegistrations',
  'add',
  'change_pw',
  'delete',
  'disable',
  'discardRegistrations',
  'edit',
  'enable',
  'merge',
  'password_reset',
  'purge_sessions',
  'reset_auth_key',
  'security',
  'serverSettingsEdit',
  'undelete',
] satisfies Action[]

const Latest = () => {
  const { data, error } = useQuery(pageQuery(logs.list, { action: changes, limit: 8 }))
  return (
    <section className={layout.block}>
      <Title order={2}>Latest changes</Title>
      {error && <ErrorState error={error} what="the latest changes" />}
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
      <Figures />
      {may(logs.list.allow) && <Latest />}
    </div>
  )
}
