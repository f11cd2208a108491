import { z } from 'zod'
import { Flag, Id, Int, Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'
import { queues } from './jobs.ts'

/** The queues that a worker may serve, and the scheduler, which MISP calls `_schdlr_`. */
export const workerTypes = [...queues, 'scheduler'] as const
export type WorkerType = (typeof workerTypes)[number]
const WorkerTypeInput = z.preprocess((input) => (input === '_schdlr_' ? 'scheduler' : input), z.enum(workerTypes, 'Invalid worker type.'))
export const wishes = ['run', 'drain', 'stop'] as const

/** One process at one queue, as it said a few seconds ago (operations 2.1). */
export const Worker = z.object({
  id: field(z.number(), { label: 'Id', sort: true }),
  queue: field(z.enum(workerTypes), { label: 'Worker type', column: true, sort: true }),
  worker_id: field(z.string(), { label: 'Worker id', column: true, sort: true }),
  hostname: z.string(),
  pid: field(z.number(), { label: 'Process', column: true, sort: true }),
  user: field(z.string().describe('Of the operating system.'), { label: 'User', column: true }),
  correct_user: z.boolean().describe('The same as that of the api.'),
  alive: field(z.boolean(), { label: 'Alive', column: true }),
  wanted: field(z.enum(wishes), { label: 'Wanted', column: true }),
  release: field(z.string(), { label: 'Version', column: true }),
  concurrency: field(z.number().describe('Jobs at a time.'), { label: 'Concurrency', column: true }),
  memory: field(z.number().describe('Kilobytes that its process holds.'), { label: 'Memory', column: true }),
  jobs: field(z.array(z.number()), { label: 'Current jobs', column: true }),
  processed: field(z.number(), { label: 'Processed', column: true }),
  managed: z.boolean().describe('A launcher starts it again when it ends.'),
  started: field(Time, { label: 'Started', column: true }),
  heartbeat: field(Time, { label: 'Last heartbeat', column: true }),
})
export type Worker = z.output<typeof Worker>

/** A queue with those who work on it. */
const Queue = z.object({
  queue: z.enum(workerTypes),
  ok: z.boolean().describe('A living worker serves it.'),
  paused: z.boolean(),
  waiting: z.number(),
  delayed: z.number().describe('Of those that wait: not due yet.'),
  running: z.number(),
  failed: z.number(),
  completed_hour: z.number(),
  oldest: z.number().nullable().describe('Seconds that the first due job waits.'),
  workers: z.array(Worker),
})
export type Queue = z.output<typeof Queue>
const Status = z.object({
  enabled: z.boolean(),
  controls: z.boolean().describe('Workers may be started and stopped from here.'),
  supervised: z.boolean().describe('A launcher is there that starts and stops them.'),
  issues: z.number().describe('Workers that are not well, and queues without any.'),
  queues: z.array(Queue),
})

const worker = operationsOn('workers', { row: Worker, one: Worker, added: Worker })
const Done = z.object({ count: z.number().describe('Workers or jobs that are concerned.') })
const ofQueue = { queue: WorkerTypeInput }
const forSiteAdmins = (summary: string) => ({ summary, allow: may.siteAdmin })

export const workers = {
  list: worker.list({ ...forSiteAdmins('List workers'), filters: {} }),
  status: worker.query('status', { ...forSiteAdmins('How queues and workers are'), input: {}, output: Status }),
  start: worker.act('start', { ...forSiteAdmins('Start one more worker of a type'), input: ofQueue, output: Done }),
  stop: worker.act('stop', {
    ...forSiteAdmins('Stop a worker: one process at one queue, or a whole process'),
    input: { id: Id.optional(), pid: Int.min(1).max(2_147_483_647).optional() },
    output: Done,
  }),
  drain: worker.actOne('drain', { ...forSiteAdmins('Let a worker end its jobs and take no others'), input: {}, output: Worker }),
  resume: worker.actOne('resume', { ...forSiteAdmins('Let a drained worker take jobs again'), input: {}, output: Worker }),
  restart: worker.act('restart', { ...forSiteAdmins('Start all workers anew'), input: {}, output: Done }),
  restartDead: worker.act('restartDead', { ...forSiteAdmins('Start replacements for dead workers'), input: {}, output: Done }),
  killAll: worker.act('killAll', { ...forSiteAdmins('End all workers'), input: { force: Flag.default(false) }, output: Done }),
  clear: worker.act('clear', { ...forSiteAdmins('Take back the jobs that wait in a queue'), input: ofQueue, output: Done }),
  pause: worker.act('pause', { ...forSiteAdmins('Leave the jobs of a queue waiting'), input: ofQueue, output: Done }),
  unpause: worker.act('unpause', { ...forSiteAdmins('Go on with the jobs of a queue'), input: ofQueue, output: Done }),
}
