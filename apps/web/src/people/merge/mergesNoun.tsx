import { Stack } from '@mantine/core'
import { pages } from '@reeve/contract/pages'
import { merges } from '@reeve/contract/people/merges'
import { IconArrowMerge } from '@tabler/icons-react'
import type { Row } from '../../kit/client/client.ts'
import { wordOf } from '../../kit/text/format.ts'
import { lazily } from '../../resource/noun/lazily.tsx'
import type { Noun } from '../../resource/noun/noun.tsx'
import { Overview } from '../../resource/page/Overview.tsx'

const MergeUndo = lazily(async () => (await import('./MergeUndo.tsx')).MergeUndo)

const MergeEntry = ({ row }: { row: Row }) => (
  <Stack gap="lg">
    <div>
      <Overview noun={mergesNoun} row={row} />
    </div>
    <MergeUndo id={Number(row.id)} name={wordOf(row.org_name)} />
  </Stack>
)

/** Merges of organisations, each with its undo. */
export const mergesNoun: Noun = {
  noun: 'merges',
  path: pages.merges,
  one: 'merge',
  many: 'Merges',
  about: 'Organisations that were merged into others. A merge can be undone for 30 days.',
  icon: IconArrowMerge,
  operations: { list: merges.list, view: merges.view },
  nameOf: (row) => `${wordOf(row.org_name)} into ${wordOf(row.target_name)}`,
  telling: ['org_name', 'target_name'],
  marks: (row) => (row.undone ? [{ tone: 'plain', label: 'Undone' }] : []),
  overview: MergeEntry,
}
