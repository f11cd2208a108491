import { jobs, queues } from '@reeve/contract/background/jobs'
import { pages } from '@reeve/contract/pages'
import { IconPlayerStop, IconRefresh, IconStack2, IconTrash } from '@tabler/icons-react'
import { z } from 'zod'
import type { Row } from '../kit/client/client.ts'
import type { Tone } from '../kit/feedback/Mark.tsx'
import { wordOf } from '../kit/text/format.ts'
import type { Noun } from '../resource/noun/noun.tsx'
import { JobOverview } from './JobOverview.tsx'
import { JobProgress } from './JobProgress.tsx'
import { JobTools } from './JobTools.tsx'

const Org = z.object({ name: z.string() })
const tones: Record<string, Tone> = { failed: 'wrong', cancelled: 'look' }
const stateOf = (row: Row) => wordOf(row.status)
const named = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`
const ends = new Set(['failed', 'cancelled'])
const isOver = (row: Row) => ends.has(stateOf(row)) || row.status === 'completed'

/** The list and page of jobs (operations 3). */
export const jobsNoun: Noun = {
  noun: 'jobs',
  path: pages.jobs,
  one: 'job',
  many: 'Jobs',
  about: 'What the workers are doing, have done and have yet to do, and why it failed where it did.',
  icon: IconStack2,
  operations: { list: jobs.list, view: jobs.view },
  nameOf: (row) => `${wordOf(row.job_type)} ${wordOf(row.id)}`,
  telling: ['job_type', 'message'],
  pinned: ['status', 'job_type'],
  pages: { before: 'Newer', after: 'Older' },
  views: [{ label: 'All', filters: { worker: '' } }, ...queues.map((worker) => ({ label: named(worker), filters: { worker } }))],
  off: ['process_id', 'date_modified', 'worker', 'status'],
  model: 'Job',
  cells: {
    org: (row) => Org.safeParse(row.org).data?.name ?? 'SYSTEM',
    status: (row) => named(stateOf(row)),
    progress: (row) => <JobProgress row={row} />,
  },
  marks: (row) => [
    ...(ends.has(stateOf(row)) ? [{ tone: tones[stateOf(row)] ?? 'plain', label: named(stateOf(row)) }] : []),
    ...(row.cancel_wanted !== null && row.status === 'running' ? [{ tone: 'look', label: 'Is being cancelled' } as const] : []),
  ],
  overview: JobOverview,
  head: JobTools,
  actions: [
    {
      label: 'Try again',
      icon: IconRefresh,
      allow: jobs.retry.allow,
      operation: jobs.retry,
      applies: (row) => ends.has(stateOf(row)),
      done: () => 'The job waits for a worker.',
    },
    {
      label: 'Cancel',
      icon: IconPlayerStop,
      allow: jobs.cancel.allow,
      operation: jobs.cancel,
      applies: (row) => row.status === 'waiting' || (row.status === 'running' && row.cancel_wanted === null),
      ask: (row) => ({
        title: `Cancel job ${wordOf(row.id)}?`,
        text:
          row.status === 'running'
            ? 'It is told to end. If it does not within a few seconds, its worker is replaced. What it has done so far stays.'
            : 'It will not be done. You can try it again later.',
        verb: 'Cancel the job',
      }),
      done: (row) => (row.status === 'running' ? 'The job is told to end.' : 'The job is cancelled.'),
    },
    {
      label: 'Discard',
      icon: IconTrash,
      allow: jobs.discard.allow,
      operation: jobs.discard,
      applies: isOver,
      ask: (row) => ({
        title: `Discard job ${wordOf(row.id)}?`,
        text: 'Its record goes, with what it said and why it failed. The log keeps that you did this.',
        verb: 'Discard the job',
      }),
      done: () => 'The job is discarded.',
      ends: true,
    },
  ],
}
