import { logs } from '@reeve/contract/audit/logs'
import { pages } from '@reeve/contract/pages'
import { IconChartBar } from '@tabler/icons-react'
import { wordOf } from '../kit/text/format.ts'
import type { Noun } from '../resource/noun/noun.tsx'

/** The users with the most requests by auth key (operations 5.11). */
export const apiUseNoun: Noun = {
  noun: 'apiUse',
  path: pages.apiUse,
  one: 'user of the API',
  many: 'API use',
  about: 'The users with the most requests by auth key. Requests are split by IP address if MISP.log_client_ip or MISP.log_user_ips is on.',
  icon: IconChartBar,
  operations: { list: logs.topApiUsers },
  nameOf: (row) => wordOf(row.email),
  telling: ['email', 'count'],
}
