import { accessLogs } from '@reeve/contract/audit/accessLogs'
import { IconListSearch } from '@tabler/icons-react'
import type { Noun } from '../kit/noun.tsx'
import { Time } from '../kit/Time.tsx'
import { wordOf } from '../kit/words.ts'
import { RequestEntry } from '../screens/RequestEntry.tsx'

/** The access log: requests, where the instance or the watch on a user keeps them. */
export const accessLogsNoun: Noun = {
  noun: 'accessLogs',
  path: '/requests',
  one: 'request',
  many: 'Requests',
  about: 'Who asked what, where the settings MISP.log_paranoid, MISP.log_paranoid_api or the watch on a user keep it.',
  icon: IconListSearch,
  operations: { list: accessLogs.list, view: accessLogs.view, export: accessLogs.export },
  nameOf: (row) => `${wordOf(row.request_method)} ${wordOf(row.url)}`,
  telling: ['url', 'email'],
  pinned: ['user', 'url', 'request_method'],
  pages: { before: 'Newer', after: 'Older' },
  card: (row) => (
    <>
      <span>{`${wordOf(row.request_method)} · ${wordOf(row.email) || 'somebody who is gone'}`}</span>
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
