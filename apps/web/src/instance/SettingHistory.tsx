import { Anchor, Drawer, Text, Title } from '@mantine/core'
import { logs } from '@reeve/contract/audit/logs'
import { hidden } from '@reeve/contract/settings/entry'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { z } from 'zod'
import { logsNoun } from '../audit/logsNoun.tsx'
import { pageQuery, type Row } from '../kit/client/client.ts'
import { Empty } from '../kit/feedback/Empty.tsx'
import { ErrorState } from '../kit/feedback/ErrorState.tsx'
import { FieldsSkeleton } from '../kit/feedback/skeletons.tsx'
import layout from '../kit/layout/layout.module.css'
import { wordOf } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'
import { Nothing } from '../resource/noun/Shown.tsx'
import classes from './settings.module.css'

const Values = z.record(z.string(), z.unknown()).nullable()
const valuesOf = (said: unknown) => Values.safeParse(said).data ?? {}
/** The log says `name (was) => (is)`; whether it is this setting or a text that looks like one, its values know. */
const filtersOf = (name: string) => ({ action: 'serverSettingsEdit', change: `${name} (` })
const isAbout = (name: string) => (entry: Row) => Object.hasOwn(valuesOf(entry.after), name)

const Said = ({ value, back }: { value: unknown; back?: boolean }) =>
  back && value === null ? (
    <Nothing says="its default" />
  ) : wordOf(value) === '' ? (
    <Nothing says="empty" />
  ) : (
    <span className={classes.mono}>{wordOf(value)}</span>
  )

const FromTo = ({ was, is }: { was: unknown; is: unknown }) =>
  is === hidden ? (
    'Set to another value, which is secret'
  ) : (
    <>
      From {was === hidden ? 'a secret value' : <Said value={was} />} to <Said value={is} back />
    </>
  )

const Change = ({ name, entry }: { name: string; entry: Row }) => (
  <li>
    <div className={classes.change}>
      <FromTo was={valuesOf(entry.before)[name]} is={valuesOf(entry.after)[name]} />
    </div>
    <Text size="sm" c="dimmed">
      {wordOf(entry.email)}, <Time at={wordOf(entry.created)} />.{' '}
      <Anchor underline="always" component={Link} to={`${logsNoun.path}/${wordOf(entry.id)}`}>
        Log entry
      </Anchor>
    </Text>
  </li>
)

const Changes = ({ name }: { name: string }) => {
  const filters = filtersOf(name)
  const { data, error, refetch } = useQuery(pageQuery(logs.list, { ...filters, limit: 50 }))
  if (error) return <ErrorState error={error} retry={refetch} />
  if (!data) return <FieldsSkeleton rows={4} />
  const entries = data.rows.filter(isAbout(name))
  if (entries.length === 0)
    return <Empty title="Never changed">As far as the log is kept, nobody has changed this setting. The next change appears here.</Empty>
  return (
    <>
      <ul className={layout.entries}>
        {entries.map((entry) => (
          <Change key={wordOf(entry.id)} name={name} entry={entry} />
        ))}
      </ul>
      {data.next && (
        <Text mt="sm">
          <Anchor underline="always" component={Link} to={`${logsNoun.path}?${new URLSearchParams(filters)}`}>
            Show older ones in the log
          </Anchor>
        </Text>
      )}
    </>
  )
}

/** Who changed a setting, when, from what to what. */
export const SettingHistory = ({ name, close }: { name: string | undefined; close: () => void }) => (
  <Drawer
    opened={name !== undefined}
    onClose={close}
    position="right"
    size={560}
    title="History of a setting"
    closeButtonProps={{ 'aria-label': 'Close' }}
  >
    {name !== undefined && (
      <>
        <Title order={2} className={classes.mono} mb="sm" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Title>
        <Changes name={name} />
      </>
    )}
  </Drawer>
)
