import { type Job, type JobStatus, jobs, queues } from '@reeve/contract/background/jobs'
import { fail } from '@reeve/contract/inputs/failure'
import type { Out } from '@reeve/contract/kernel/operation'
import type { Call } from '../dialect/call.ts'
import { at, type Binding, type RenderContext } from '../dialect/dialect.ts'
import { exception, firstError, nameless, saved } from '../dialect/refuse.ts'
import { dt, filtersOf, idIn, present, worded } from '../dialect/wireValues.ts'

/** A job that waits still reads 0 in MISP's table; the words beside it say more (operations 3.2). */
const states: Record<JobStatus, { status: number; job_status: string; failed: boolean }> = {
  waiting: { status: 0, job_status: 'Waiting', failed: false },
  running: { status: 2, job_status: 'Running', failed: false },
  completed: { status: 4, job_status: 'Completed', failed: false },
  failed: { status: 3, job_status: 'Failed', failed: true },
  cancelled: { status: 3, job_status: 'Failed', failed: true },
}
const columns = ['id', 'worker', 'job_type', 'job_input', 'status', 'retries', 'message', 'progress', 'org_id', 'process_id'] as const
const nowhere = { id: null, name: null, uuid: null }

const inIndex = (row: Out<typeof jobs.index>[number], context: RenderContext) => {
  const { status, ...state } = states[row.status]
  return {
    Job: {
      ...worded<Omit<Job, 'status'> & { status: number }, (typeof columns)[number]>({ ...row, status }, columns, {}, context),
      ...worded(row, ['date_created', 'date_modified'], { date_created: dt, date_modified: dt }, context),
      ...state,
      worker_status: row.worker_ok,
    },
    Org: row.org ? worded(row.org, ['id', 'name', 'uuid'], {}, context) : nowhere,
  }
}

const isQueue = (text: string) => queues.some((queue) => queue === text)
/** Twenty a page; a queue that does not exist is no filter. */
const window = (call: Call) => {
  const { limit, page } = filtersOf(call, 'Job', ['limit', 'page'])
  return present({ worker: isQueue(idIn(call)) ? idIn(call) : undefined, limit, page })
}

const purges = { all: 'All jobs have been purged', completed: 'All completed jobs have been purged' }
const isAll = (call: Call) => idIn(call) === 'all'
const purge = (call: Call) => {
  if (idIn(call) === 'failed') return { what: 'failed' }
  // `older:30` names days; what takes no value takes all ages.
  return present({ what: isAll(call) ? 'all' : 'completed', older: call.named.older })
}

/** No export can be made ahead of time yet, so each name of one is unknown; MISP looks at the method first. */
const noExport = ({ method }: Call) => fail('invalid', method === 'POST' ? 'Invalid export type.' : 'This endpoint only accept POST.')

export const jobsWire: Binding[] = [
  ...at(['/jobs/index'], jobs.index, {
    take: window,
    give: (rows, context) => rows.map((row) => inIndex(row, context)),
    words: { notFound: ({ message }, { call }) => exception(404, message, call.url) },
  }),
  ...at(['/jobs/getError'], jobs.error, { take: (call) => ({ process_id: idIn(call).slice(0, 64) }), give: (error) => error }),
  ...at(['/jobs/getProgress'], jobs.progress, {
    take: (call) => ({ of: idIn(call).slice(0, 64) }),
    give: ({ progress }) => ({ progress: `${progress}%` }),
  }),
  ...at(['/jobs/getGenerateCorrelationProgress'], jobs.states, {
    take: (call) => ({ ids: idIn(call) }),
    give: (found) => Object.fromEntries(found.map(({ id, status, progress }) => [id, { job_status: states[status].job_status, progress }])),
    words: { notFound: 'No jobs found' },
  }),
  ...at(['/jobs/clearJobs'], jobs.purge, {
    take: purge,
    give: (out, context) => saved(isAll(context.call) ? purges.all : purges.completed, nameless)(out, context),
  }),
  ...at(['/jobs/cache'], jobs.progress, {
    take: noExport,
    give: (out) => out,
    words: { invalid: (failure, { call }) => exception(405, firstError(failure), call.url) },
  }),
  ...at(['/jobs/retry'], jobs.retry, { take: (call) => ({ id: idIn(call) }), give: saved('Job is tried again.') }),
  ...at(['/jobs/cancel'], jobs.cancel, { take: (call) => ({ id: idIn(call) }), give: saved('Job is cancelled.') }),
]
