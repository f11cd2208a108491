import { logs } from '@reeve/contract/audit/logs'
import { IconHistory } from '@tabler/icons-react'
import type { Noun } from '../kit/noun.tsx'
import { Time } from '../kit/Time.tsx'
import { wordOf } from '../kit/words.ts'
import { LogEntry } from '../screens/LogEntry.tsx'
import { LogInsight } from '../screens/LogInsight.tsx'

/** The log (manual: Using MISP logs). */
export const logsNoun: Noun = {
  noun: 'logs',
  path: '/logs',
  one: 'log entry',
  many: 'Logs',
  about: 'Who did what, and when: every change, every sign-in, every refused key.',
  icon: IconHistory,
  operations: { list: logs.list, view: logs.view },
  nameOf: (row) => [row.action, row.model, row.model_id].filter(Boolean).map(wordOf).join(' '),
  telling: ['action', 'title'],
  pinned: ['email', 'org', 'action', 'title', 'change'],
  pages: { before: 'Newer', after: 'Older' },
  card: (row) => (
    <>
      <span>{wordOf(row.title || row.email)}</span>
      <Time at={wordOf(row.created)} />
    </>
  ),
  above: LogInsight,
  overview: LogEntry,
  historyOf: (model, row) => ({ model, model_id: row.id }),
  off: ['model', 'model_id', 'ip'],
}
