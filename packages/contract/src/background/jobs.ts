import { z } from 'zod'
import { Int, Lines, Ref, Text, Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { has, isOne, isRow, since, until } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'

/** MISP's queues (operations 2.5). */
export const queues = ['default', 'prio', 'email', 'cache', 'update'] as const
export type QueueName = (typeof queues)[number]
/** The states of a job; the last three are final until somebody tries again. */
export const jobStatuses = ['waiting', 'running', 'completed', 'failed', 'cancelled'] as const
export type JobStatus = (typeof jobStatuses)[number]

/** A job with MISP's columns (operations 3.1). `process_id` stays the same over all attempts. */
export const Job = z.object({
  id: field(z.number(), { label: 'Id', column: true, sort: true }),
  date_created: field(Time, { label: 'Created', column: true, sort: true }),
  date_modified: field(Time, { label: 'Modified', column: true, sort: true }),
  process_id: field(z.string(), { label: 'Process', column: true }),
  worker: field(z.enum(queues), { label: 'Worker', column: true, sort: true }),
  job_type: field(z.string(), { label: 'Job type', column: true, sort: true }),
  job_input: field(z.string(), { label: 'Input', column: true }),
  message: field(z.string(), { label: 'Message', column: true }),
  org_id: z.number(),
  org: field(Ref.extend({ uuid: z.string() }).nullable().describe('Null: the instance itself.'), {
    label: 'Org',
    column: true,
    of: 'organisations',
  }),
  user: field(z.object({ id: z.number(), email: z.string() }).nullable(), { label: 'Started by', of: 'users' }),
  status: field(z.enum(jobStatuses), { label: 'Status', column: true, sort: true }),
  retries: field(z.number(), { label: 'Retries', column: true, sort: true }),
  progress: field(z.number().describe('Percent.'), { label: 'Progress', column: true }),
  failures: field(z.number().describe('Parts of a completed job that did not succeed, such as mails that were refused.'), {
    label: 'Failed parts',
  }),
  due: field(Time, { label: 'Not before' }),
  started: field(Time.nullable(), { label: 'Started' }),
  worker_id: field(z.string().describe('Machine, process and queue of the worker that ran it last.'), { label: 'Worker id' }),
  cancel_wanted: field(Time.nullable(), { label: 'Cancel requested' }),
})
export type Job = z.output<typeof Job>

/** A try that did not succeed. */
const Attempt = z.object({
  round: z.number(),
  began: Time.nullable(),
  ended: Time,
  worker_id: z.string(),
  message: z.string(),
  exception: z.string(),
  stack: z.string().nullable().describe('Told to site admins.'),
})
export const JobInFull = Job.extend({
  attempts: z.array(Attempt),
  lines: z.array(z.string()).describe('What it said while it worked: a moment, a blank, a sentence.'),
})
export type JobInFull = z.output<typeof JobInFull>

const job = operationsOn('jobs', { row: Job, one: JobInFull, added: Job })
const filters = {
  search: has('Search', 'job_type', 'job_input', 'message'),
  worker: isOne('Worker', 'worker', queues),
  status: isOne('Status', 'status', jobStatuses),
  job_type: has('Job type', 'job_type'),
  org_id: isRow('Organisation', 'organisations', 'org_id'),
  created_from: since('Created from', 'date_created'),
  created_to: until('Created until', 'date_created'),
}
/** Of how many one may dispose at once. */
const most = 10_000
/** All that match, as many as were seen; another number by now is a conflict. */
const matching = { ...filters, expect: Int.min(0).max(most).describe('How many the list showed.') }
const Count = z.object({ count: z.number() })

/** What `/jobs/index` shows (operations 3.2). */
const InIndex = Job.extend({ worker_ok: z.boolean().describe('A living worker serves its queue.') })

export const jobs = {
  list: job.list({ summary: 'List jobs', allow: may.siteAdmin, filters }),
  view: job.view({ summary: 'View a job', allow: may.anyone }),
  index: job.query('index', {
    summary: 'List jobs, the newest first, while there are background jobs',
    allow: may.siteAdmin,
    input: { worker: z.enum(queues).optional(), page: Int.min(1).max(1_000_000).default(1), limit: Int.min(1).max(1000).default(20) },
    output: z.array(InIndex),
  }),
  progress: job.query('progress', {
    summary: 'View the progress of a job, by its number or as the newest of its type',
    allow: may.anyone,
    input: { of: Text(64) },
    output: z.object({ progress: z.number() }),
  }),
  states: job.query('states', {
    summary: 'View the progress of jobs',
    allow: may.siteAdmin,
    input: { ids: Lines(1000, 12) },
    output: z.array(z.object({ id: z.number(), status: z.enum(jobStatuses), progress: z.number() })),
  }),
  error: job.query('error', {
    summary: 'Why a job failed, by its process id',
    allow: may.siteAdmin,
    input: { process_id: Text(64) },
    output: z.object({ failed_at: Time.nullable(), exception: z.string(), error: z.string(), backtrace: z.array(z.string()) }),
  }),
  retry: job.actOne('retry', { summary: 'Retry a failed or cancelled job', allow: may.siteAdmin, input: {}, output: JobInFull }),
  cancel: job.actOne('cancel', { summary: 'Cancel a waiting or running job', allow: may.siteAdmin, input: {}, output: JobInFull }),
  discard: job.actOne('discard', {
    summary: 'Discard a job that is over',
    allow: may.siteAdmin,
    input: {},
    output: z.object({ id: z.number() }),
  }),
  retryAll: job.act('retryAll', {
    summary: 'Retry all failed or cancelled jobs that match',
    allow: may.siteAdmin,
    input: matching,
    output: Count,
  }),
  cancelAll: job.act('cancelAll', {
    summary: 'Cancel all waiting or running jobs that match',
    allow: may.siteAdmin,
    input: matching,
    output: Count,
  }),
  discardAll: job.act('discardAll', {
    summary: 'Discard all jobs that match and are over',
    allow: may.siteAdmin,
    input: matching,
    output: Count,
  }),
  purge: job.act('purge', {
    summary: 'Remove jobs that are over; all also takes back those that wait',
    allow: may.siteAdmin,
    input: {
      what: z.enum(['completed', 'failed', 'all']).default('completed'),
      older: Int.min(0).max(36_500).default(0).describe('Days.'),
    },
    output: Count,
    timeoutSeconds: 60,
  }),
}
