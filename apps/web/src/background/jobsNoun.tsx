import { jobs, queues } from '@reeve/contract/background/jobs'
import { pages } from '@reeve/contract/pages'
import { IconPlayerStop, IconRefresh, IconStack2, IconTrash } from '@tabler/icons-react'
import { z } from 'zod'
import type { Row } from '../kit/client/client.ts'
import { wordOf } from '../kit/text/format.ts'
import { Time } from '../kit/text/Time.tsx'
import { lazily } from '../resource/noun/lazily.tsx'
import type { Noun } from '../resource/noun/noun.tsx'

const JobProgress = lazily(async () => (await import('./JobProgress.tsx')).JobProgress)
const JobOverview = lazily(async () => (await import('./JobOverview.tsx')).JobOverview)
const JobTools = lazily(async () => (await import('./JobTools.tsx')).JobTools)

const Org = z.object({ name: z.string() })
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
  about: 'Background work: what waits, what runs, what is done, and why a job failed.',
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
  card: (row) => (
    <>
      <JobProgress row={row} />
      <span>{wordOf(row.message)}</span>
    </>
  ),
  marks: (row) => (row.cancel_wanted !== null && row.status === 'running' ? [{ tone: 'look', label: 'Cancelling' }] : []),
  facts: (row) => [
    ['Progress', <JobProgress key="progress" row={row} />],
    ['Queue', named(wordOf(row.worker))],
    ['Created', <Time key="created" at={wordOf(row.date_created)} />],
    ['Retries', wordOf(row.retries)],
  ],
  overview: JobOverview,
  head: JobTools,
  actions: [
    {
      label: 'Retry',
      icon: IconRefresh,
      first: true,
      allow: jobs.retry.allow,
      operation: jobs.retry,
      applies: (row) => ends.has(stateOf(row)),
      done: () => 'The job is queued again.',
    },
    {
      label: 'Cancel job',
      icon: IconPlayerStop,
      first: true,
      allow: jobs.cancel.allow,
      operation: jobs.cancel,
      applies: (row) => row.status === 'waiting' || (row.status === 'running' && row.cancel_wanted === null),
      ask: (row) => ({
        title: `Cancel job ${wordOf(row.id)}?`,
        text:
          row.status === 'running'
            ? 'The job is told to stop. If it does not stop within a few seconds, its worker is replaced. Work done so far is kept.'
            : 'The job will not run. You can retry it later.',
        verb: 'Cancel job',
      }),
      done: (row) => (row.status === 'running' ? 'The job is told to stop.' : 'The job is cancelled.'),
    },
    {
      label: 'Discard',
      icon: IconTrash,
      allow: jobs.discard.allow,
      operation: jobs.discard,
      applies: isOver,
      ask: (row) => ({
        title: `Discard job ${wordOf(row.id)}?`,
        text: 'The record of the job is deleted, with its output and errors. The log keeps an entry of this.',
        verb: 'Discard job',
      }),
      done: () => 'The job is discarded.',
      ends: true,
    },
  ],
}
