import { type Job, jobStatuses, jobs, queues } from '@reeve/contract/background/jobs'
import { tasks } from '@reeve/contract/background/tasks'
import { fail } from '@reeve/contract/inputs/failure'
import { type Command, type Group, maybeOneOf, type Said } from './command.ts'
import type { House } from './house.ts'
import { facts, table, withRest } from './print.ts'

const list: Command = {
  use: 'jobs list',
  about: 'List jobs, the newest first.',
  options: {
    status: { about: jobStatuses.join(', '), value: 'STATUS' },
    queue: { about: queues.join(', '), value: 'QUEUE' },
    limit: { about: 'How many at most; 50 where nothing is said.', value: 'N' },
  },
  run: async ({ ask }, said) => {
    const status = maybeOneOf('status', jobStatuses, said.option('status'))
    const worker = maybeOneOf('queue', queues, said.option('queue'))
    const limit = Number(said.option('limit') ?? 50)
    const page = await ask(jobs.list, { ...(status && { status }), ...(worker && { worker }), limit, sort: '-id' })
    const rows = page.rows.map((job) => [job.id, job.worker, job.job_type, job.status, `${job.progress} %`, job.retries, job.message])
    return { data: page.rows, text: withRest(table(['id', 'queue', 'type', 'status', 'progress', 'retries', 'message'], rows), page) }
  },
}
const view: Command = {
  use: 'jobs view <id>',
  about: 'View a job with its tries and what it said.',
  run: async ({ ask }, said) => {
    const data = await ask(jobs.view, { id: said.of('id') })
    const { id, worker, job_type, job_input, status, progress, retries, message, worker_id, date_created, date_modified, lines } = data
    const shown = facts({ id, queue: worker, type: job_type, input: job_input, status, progress, retries, message })
    return { data, text: [shown, facts({ worker: worker_id, created: date_created, modified: date_modified }), ...lines].join('\n') }
  },
}
/** Something done to one job. */
const actOn = (word: string, about: string, act: (house: House, id: string) => Promise<Pick<Job, 'id' | 'status'>>): Command => ({
  use: `jobs ${word} <id>`,
  about,
  run: async (house, said: Said) => {
    const data = await act(house, said.of('id'))
    return { data, text: `Job ${data.id} is ${data.status}.` }
  },
})
const purge: Command = {
  use: 'jobs purge',
  about: 'Remove completed jobs.',
  options: {
    failed: { about: 'Those that failed instead.' },
    days: { about: 'Only those that ended so many days ago.', value: 'N' },
  },
  run: async ({ ask }, said) => {
    const data = await ask(jobs.purge, { what: said.is('failed') ? 'failed' : 'completed', older: Number(said.option('days') ?? 0) })
    return { data, text: `${data.count} job(s) removed.` }
  },
}

export const jobCommands: Group = {
  about: 'Jobs:',
  commands: [
    list,
    view,
    actOn('retry', 'Retry a failed or cancelled job.', ({ ask }, id) => ask(jobs.retry, { id })),
    actOn('cancel', 'Cancel a waiting or running job.', ({ ask }, id) => ask(jobs.cancel, { id })),
    purge,
  ],
}

/** The number of a task named by it or by its type. */
export const taskId = async ({ ask }: House, said: string) => {
  const { rows } = await ask(tasks.list, { limit: 1000 })
  const found = rows.find(({ id, type }) => String(id) === said || type === said)
  return found?.id ?? fail('notFound', `No task is called ${said}. There are: ${rows.map(({ type }) => type).join(', ')}.`)
}
const listTasks: Command = {
  use: 'tasks list',
  about: 'List scheduled tasks.',
  run: async ({ ask }) => {
    const page = await ask(tasks.list, { limit: 1000, sort: 'id' })
    const rows = page.rows.map((task) => {
      const when = task.cron || `${task.timer} h`
      return [task.id, task.type, task.enabled ? when : 'off', task.next_execution_time, task.overdue ? 'overdue' : '', task.message]
    })
    return { data: page.rows, text: table(['id', 'type', 'every', 'next run', '', 'message'], rows) }
  },
}
const runTask: Command = {
  use: 'tasks run <task>',
  about: 'Run a scheduled task now, named by number or type.',
  run: async (house, said) => {
    const data = await house.ask(tasks.runNow, { id: await taskId(house, said.of('task')) })
    return { data, text: `${data.type}: ${data.message}` }
  },
}
const switched = (word: string, about: string, enabled: boolean): Command => ({
  use: `tasks ${word} <task>`,
  about,
  run: async (house, said) => {
    const data = await house.ask(tasks.edit, { id: await taskId(house, said.of('task')), enabled })
    return { data, text: `${data.type} is ${data.enabled ? 'on' : 'off'}.` }
  },
})
const editTask: Command = {
  use: 'tasks set <task>',
  about: 'Say when a scheduled task runs.',
  options: {
    timer: { about: 'Hours between two runs; 0 runs once.', value: 'HOURS' },
    time: { about: 'By the clock of its zone, as 01:00.', value: 'TIME' },
    next: { about: 'The day of the next run.', value: 'DATE' },
    cron: { about: 'Five fields instead of hours.', value: 'CRON' },
    zone: { about: 'As Europe/Luxembourg.', value: 'ZONE' },
  },
  run: async (house, said) => {
    const names = { timer: 'timer', time: 'scheduled_time', next: 'next_execution_time', cron: 'cron', zone: 'zone' }
    const wanted = Object.entries(names).flatMap(([option, field]) => {
      const value = said.option(option)
      return value === undefined ? [] : [[field, value] as const]
    })
    const data = await house.ask(tasks.edit, { ...Object.fromEntries(wanted), id: await taskId(house, said.of('task')) })
    return { data, text: `${data.type}: next run ${data.next_execution_time ?? 'not scheduled'}.` }
  },
}

export const taskCommands: Group = {
  about: 'Scheduled tasks:',
  commands: [
    listTasks,
    runTask,
    editTask,
    switched('on', 'Let a task run by itself.', true),
    switched('off', 'Keep a task from running by itself.', false),
  ],
}
