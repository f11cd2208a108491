import { pages } from '@reeve/contract/pages'
import { statistics } from '@reeve/contract/people/statistics'
import { IconChartHistogram } from '@tabler/icons-react'
import { wordOf } from '../../kit/text/format.ts'
import type { Noun } from '../../resource/noun/noun.tsx'

/** Statistics (people-data 2.2), shown by a screen of their own. */
export const statisticsNoun: Noun = {
  noun: 'statistics',
  path: pages.statistics,
  one: 'figure',
  many: 'Statistics',
  about: 'Numbers of users and organisations, and how they grow.',
  icon: IconChartHistogram,
  operations: { list: statistics.data },
  nameOf: (row) => wordOf(row.name),
  telling: ['name', 'user_count'],
}
