import { z } from 'zod'
import { Flag, Id, Int, Moment, Text, Time } from '../inputs/inputs.ts'
import { field } from '../kernel/fields.ts'
import { has, isFlag } from '../kernel/filters.ts'
import { may } from '../kernel/may.ts'
import { operationsOn } from '../kernel/operation.ts'
import { jobStatuses } from './jobs.ts'

/** `fired` on time; `skipped` because the last one still ran; `caught_up` after a standstill; `by_hand` when somebody asked. */
export const runOutcomes = ['fired', 'skipped', 'caught_up', 'by_hand'] as const

/** What MISP says of a task that nobody has scheduled yet (operations 4.1). */
export const neverScheduled = '2014-02-05T12:00:00.000Z'

const Run = z.object({
  id: z.number(),
  planned: Time,
  at: Time,
  outcome: z.enum(runOutcomes),
  missed: z.number().describe('Runs before this one that did not happen.'),
  job: z.object({ id: z.number(), status: z.enum(jobStatuses), message: z.string(), seconds: z.number().nullable() }).nullable(),
})

/** A schedule with MISP's columns (operations 4.1), and its next runs. */
export const Task = z.object({
  id: field(z.number(), { label: 'Id', column: true, sort: true }),
  type: field(z.string(), { label: 'Type', column: true, sort: true }),
  timer: field(z.number(), { label: 'Frequency', column: true, sort: true }),
  scheduled_time: field(z.string(), { label: 'Scheduled time', column: true }),
  next_execution_time: field(Time.nullable(), { label: 'Next run', column: true, sort: true }),
  cron: field(z.string(), { label: 'Cron' }),
  zone: field(z.string(), { label: 'Time zone' }),
  enabled: field(z.boolean(), { label: 'Enabled' }),
  description: field(z.string(), { label: 'Description', column: true }),
  message: field(z.string(), { label: 'Message', column: true }),
  upcoming: z.array(Time).describe('The next five runs.'),
  last: Run.nullable(),
  zone_used: z.string().describe('The zone that holds: its own, else the instance’s.'),
  overdue: z.boolean().describe('It should have run and did not.'),
  version: z.number(),
})
export type Task = z.output<typeof Task>
export const TaskInFull = Task.extend({ runs: z.array(Run).describe('The last fifty.') })
export type TaskInFull = z.output<typeof TaskInFull>

const Clock = z
  .string()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'Write it as 01:00 or 23:30.')
  .max(5)
/** A day, by the clock of the task's zone at its scheduled time. */
const Day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .max(10)
const Timer = Int.min(0, 'At least 0, which runs once.').max(87_600, 'At most 87,600 hours, which are ten years.')

const changeable = {
  timer: field(Timer.default(0), {
    label: 'Frequency (h)',
    group: 'When',
    help: 'Hours between two runs. 24 is a day, 168 a week; 0 runs the task once.',
  }),
  scheduled_time: field(Clock.default('12:00'), {
    label: 'Scheduled time',
    group: 'When',
    help: 'In the time zone below. Frequencies in whole days keep this time.',
  }),
  next_execution_time: field(z.union([Day, Moment]).optional(), {
    label: 'Next run',
    group: 'When',
    control: 'date',
    help: 'The day of the next run. Empty: not scheduled.',
  }),
  cron: field(Text(100).default(''), {
    label: 'Cron',
    group: 'When',
    help: 'Five fields: minute, hour, day of the month, month, weekday. A cron expression replaces frequency and time.',
  }),
  zone: field(Text(64).default(''), {
    label: 'Time zone',
    group: 'When',
    help: 'An IANA name such as Europe/Luxembourg. Empty: the time zone of the instance.',
  }),
  enabled: field(Flag.default(true), { label: 'Enabled', group: 'When', help: 'A task that is not enabled runs only when you start it.' }),
}

const task = operationsOn('tasks', { row: Task, one: TaskInFull, added: Task })
const filters = { search: has('Search', 'type', 'description', 'message'), enabled: isFlag('Enabled', 'enabled') }
const OfMany = z.object({ id: Id, timer: Timer.optional(), scheduled_time: Clock.optional(), next_execution_time: Text(40).optional() })

export const tasks = {
  list: task.list({ summary: 'List scheduled tasks', allow: may.siteAdmin, filters }),
  view: task.view({ summary: 'View a scheduled task', allow: may.siteAdmin }),
  index: task.query('index', {
    summary: 'List scheduled tasks, while there are background jobs',
    allow: may.siteAdmin,
    input: { page: Int.min(1).max(1_000_000).default(1), limit: Int.min(1).max(1000).default(20) },
    output: z.array(Task),
  }),
  edit: task.edit({ summary: 'Edit a scheduled task', allow: may.siteAdmin, input: z.object(changeable) }),
  set: task.act('set', {
    summary: 'Edit several scheduled tasks',
    allow: may.siteAdmin,
    input: { tasks: z.array(OfMany).max(100) },
    output: z.array(Task),
  }),
  preview: task.queryOne('preview', {
    summary: 'When a task would run under this schedule, given in full',
    allow: may.siteAdmin,
    input: changeable,
    output: z.object({
      zone_used: z.string().describe('The zone that would hold: its own, else the instance’s.'),
      upcoming: z.array(Time).describe('The next five runs.'),
    }),
  }),
  runNow: task.actOne('runNow', { summary: 'Run a scheduled task now', allow: may.siteAdmin, input: {}, output: TaskInFull }),
}
