import { logs } from '@reeve/contract/audit/logs'
import { pages } from '@reeve/contract/pages'
import { IconArchive } from '@tabler/icons-react'
import { wordOf } from '../kit/text/format.ts'
import type { Noun } from '../resource/noun/noun.tsx'

/** How long the log is kept (operations 5.12). */
export const retentionNoun: Noun = {
  noun: 'retention',
  path: pages.retention,
  one: 'month',
  many: 'Retention',
  about: 'How many days log entries of each class are kept. 0 keeps them forever. Older months are removed once a day.',
  icon: IconArchive,
  operations: { list: logs.retention },
  nameOf: (row) => wordOf(row.name),
  telling: ['name', 'going'],
}
