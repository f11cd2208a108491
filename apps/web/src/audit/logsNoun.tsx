import { logs } from '@reeve/contract/audit/logs'
import { pages } from '@reeve/contract/pages'
import { IconHistory } from '@tabler/icons-react'
import { wordOf } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'
import { lazily } from '../resource/noun/lazily.tsx'
import type { Noun } from '../resource/noun/noun.tsx'

const LogEntry = lazily(async () => (await import('./LogEntry.tsx')).LogEntry)
const LogInsight = lazily(async () => (await import('./LogInsight.tsx')).LogInsight)

/** The list and page of log rows (operations 5). */
export const logsNoun: Noun = {
  noun: 'logs',
  path: pages.logs,
  one: 'log entry',
  many: 'Logs',
  about: 'Every change, sign-in and refused key: who did what, and when.',
  icon: IconHistory,
  operations: { list: logs.list, view: logs.view, export: logs.export },
  nameOf: (row) => [row.action, row.model, row.model_id].filter(Boolean).map(wordOf).join(' '),
  telling: ['action', 'title'],
  pinned: ['email', 'org', 'action', 'model', 'title', 'change'],
  pages: { before: 'Newer', after: 'Older', uncounted: true },
  card: (row) => (
    <>
      <span>{wordOf(row.title || row.email)}</span>
      <Time at={wordOf(row.created)} />
    </>
  ),
  above: LogInsight,
  overview: LogEntry,
  historyOf: (model, row) => ({ model, model_id: row.id }),
  off: ['model_id', 'ip'],
}
