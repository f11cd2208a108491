import { workers } from '@reeve/contract/background/workers'
import { IconCpu } from '@tabler/icons-react'
import type { Noun } from '../kit/noun.tsx'
import { wordOf } from '../kit/words.ts'

/** Workers (manual: the Workers tab). They have a screen of their own. */
export const workersNoun: Noun = {
  noun: 'workers',
  path: '/workers',
  one: 'worker',
  many: 'Workers',
  about: 'The processes that do what is left to the background, queue by queue.',
  icon: IconCpu,
  operations: { list: workers.list },
  nameOf: (row) => wordOf(row.worker_id),
  telling: ['worker_id', 'queue'],
}
