import { workers } from '@reeve/contract/background/workers'
import { pages } from '@reeve/contract/pages'
import { IconCpu } from '@tabler/icons-react'
import { wordOf } from '../kit/text/format.ts'
import type { Noun } from '../resource/noun/noun.tsx'

/** Workers (operations 2.3). They have a screen of their own. */
export const workersNoun: Noun = {
  noun: 'workers',
  path: pages.workers,
  one: 'worker',
  many: 'Workers',
  about: 'Processes that run background jobs, grouped by the queue they serve.',
  icon: IconCpu,
  operations: { list: workers.list },
  nameOf: (row) => wordOf(row.worker_id),
  telling: ['worker_id', 'queue'],
}
