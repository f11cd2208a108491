import { accessLogs } from '@reeve/contract/audit/accessLogs'
import { pages } from '@reeve/contract/pages'
import { IconListSearch } from '@tabler/icons-react'
import { wordOf } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'
import { lazily } from '../resource/noun/lazily.tsx'
import type { Noun } from '../resource/noun/noun.tsx'

const RequestEntry = lazily(async () => (await import('./RequestEntry.tsx')).RequestEntry)

/** The access log: requests, recorded for the whole instance or for watched users. */
export const accessLogsNoun: Noun = {
  noun: 'accessLogs',
  path: pages.accessLogs,
  one: 'request',
  many: 'Requests',
  about: 'Recorded requests. The settings MISP.log_paranoid and MISP.log_paranoid_api, or watching a user, turn recording on.',
  icon: IconListSearch,
  operations: { list: accessLogs.list, view: accessLogs.view, export: accessLogs.export },
  nameOf: (row) => `${wordOf(row.request_method)} ${wordOf(row.url)}`,
  telling: ['url', 'email'],
  pinned: ['user', 'url', 'request_method'],
  pages: { before: 'Newer', after: 'Older' },
  card: (row) => (
    <>
      <span>{`${wordOf(row.request_method)} · ${wordOf(row.email) || 'a deleted user'}`}</span>
      <Time at={wordOf(row.created)} />
    </>
  ),
  marks: (row) => {
    const code = Number(row.response_code)
    return code < 400 ? [] : [{ tone: code < 500 ? 'look' : 'wrong', label: wordOf(code) }]
  },
  overview: RequestEntry,
  off: ['org', 'authkey_id', 'ip', 'controller', 'action', 'query_count', 'memory_usage'],
}
