import { z } from 'zod'
import { defineJob, type Job, type JobCtx } from '../../request/defineJob.ts'
import { taskMoment } from './taskMoment.ts'

const payload = z.object({})
type Report = (count: number, at: string) => string

/** Writes the outcome to the message of the task, where MISP shows it (operations 4.3). */
const reported = async ({ change, settings, ports }: JobCtx, type: string, report: Report) => {
  // No servers to push to or pull from, and no exports to make ahead of time.
  const message = report(0, taskMoment(ports.now(), settings['MISP.timezone']))
  await change(async ({ write, read }) => {
    const task = await read.task.findUnique({ where: { type } })
    if (task) await write.task.edit(task, { message })
  })
  return message
}

/** Begins other jobs, which tell of themselves. Run twice, it finds the same to do, and each of those is safe to run twice. */
const beginning = (name: string, queue: Job['queue'], about: string, report: Report) =>
  defineJob({ name, queue, attempts: 3, as: 'system', payload, about: () => about, run: (ctx) => reported(ctx, name, report) })

export const pullAll = beginning(
  'pull_all',
  'default',
  'All servers',
  (count, at) => `${count} job(s) completed at ${at}. Failed jobs: 0/${count}`,
)
export const pushAll = beginning('push_all', 'default', 'All servers', (count, at) => `${count} job(s) completed at ${at}.`)
export const cacheExports = beginning('cache_exports', 'cache', 'All exports', (count, at) => `${count} job(s) started at ${at}.`)
