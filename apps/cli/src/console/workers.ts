import { jobs } from '@reeve/contract/background/jobs'
import { type Queue, type Worker, workers, workerTypes } from '@reeve/contract/background/workers'
import { fail } from '@reeve/contract/inputs/failure'
import { type Command, type Group, oneOf } from './command.ts'
import type { House } from './house.ts'
import { table } from './print.ts'

const stateOf = ({ alive, wanted }: Worker) => (!alive ? 'dead' : wanted === 'run' ? 'alive' : wanted === 'drain' ? 'draining' : 'stopping')
const rowsOf = (queues: readonly Queue[]) =>
  queues.flatMap(({ workers: here }) =>
    here.map((one) => [one.id, one.queue, one.hostname, one.pid, stateOf(one), one.jobs.join(','), one.processed, one.heartbeat]),
  )

/** A clock has no jobs that wait; its numbers are those of its workers. */
export const stats: Command = {
  use: 'stats',
  about: 'Queues with what waits, runs and failed, and each worker with its current jobs.',
  run: async ({ ask }) => {
    const data = await ask(workers.status, {})
    const queues = data.queues.map((one) => {
      const state = one.paused ? 'paused' : one.ok ? '' : 'nobody works on it'
      return [one.queue, one.waiting, one.running, one.completed_hour, one.failed, one.oldest === null ? '' : `${one.oldest} s`, state]
    })
    const heads = ['queue', 'waiting', 'running', 'done in an hour', 'failed', 'oldest', '']
    const all = table(['worker', 'queue', 'machine', 'process', 'state', 'jobs', 'processed', 'heard of'], rowsOf(data.queues))
    return { data, text: `${table(heads, queues)}\n\n${all}`, code: data.enabled && data.issues > 0 ? 1 : 0 }
  },
}

const workerOf = async ({ ask }: House, id: string) => {
  const all = (await ask(workers.status, {})).queues.flatMap((queue) => queue.workers)
  return (
    all.find((one) => String(one.id) === id || one.worker_id === id) ??
    fail('notFound', `There is no worker ${id}. \`./reeve stats\` lists them.`)
  )
}
/** Without a worker it lists the busy ones, where MISP's command asks for a choice (operations 2.4). */
export const cleanup: Command = {
  use: 'cleanup [worker]',
  about: 'End what a worker is busy with and keep the worker; without one, list those that are busy.',
  run: async (house, said) => {
    const id = said.maybe('worker')
    if (id === undefined) {
      const busy = (await house.ask(workers.status, {})).queues.flatMap(({ workers: here }) => here.filter((one) => one.jobs.length > 0))
      const rows = busy.map((one) => [one.id, one.queue, one.pid, one.jobs.join(',')])
      return { data: busy, text: busy.length > 0 ? table(['worker', 'queue', 'process', 'jobs'], rows) : 'No worker is busy.' }
    }
    const { jobs: current } = await workerOf(house, id)
    if (current.length === 0) fail('conflict', `Worker ${id} is not busy.`)
    const data = []
    for (const job of current) data.push(await house.ask(jobs.cancel, { id: job }))
    return { data, text: data.map((job) => `Job ${job.id} (${job.job_type}) is told to end.`).join('\n') }
  },
}
export const clear = (use: string): Command => ({
  use,
  about: 'Take back the jobs that wait in a queue.',
  run: async ({ ask }, said) => {
    const queue = oneOf('queue', workerTypes, said.of('queue'))
    const data = await ask(workers.clear, { queue })
    return { data, text: `${data.count} job(s) of ${queue} taken back.` }
  },
})
/** What concerns all workers at once. */
export const forAll = (use: string, about: string, act: (house: House) => Promise<{ count: number }>): Command => ({
  use,
  about,
  run: async (house) => {
    const data = await act(house)
    return { data, text: `${data.count} worker(s).` }
  },
})
export const restart = (use: string) => forAll(use, 'Start all workers anew.', ({ ask }) => ask(workers.restart, {}))
export const start = (use: string): Command => ({
  use,
  about: `Start one more worker of a type: ${workerTypes.join(', ')}.`,
  run: async ({ ask }, said) => {
    const queue = oneOf('type', workerTypes, said.of('queue'))
    const data = await ask(workers.start, { queue })
    return { data, text: `One more worker of type ${queue} is started.` }
  },
})
export const stop = (use: string): Command => ({
  use,
  about: 'Stop a worker process, by its pid.',
  run: async ({ ask }, said) => {
    const data = await ask(workers.stop, { pid: Number(said.of('pid')) })
    return { data, text: `${data.count} worker(s) stopped.` }
  },
})
const onQueue = (word: 'pause' | 'unpause', about: string, done: string): Command => ({
  use: `worker ${word} <queue>`,
  about,
  run: async ({ ask }, said) => {
    const queue = oneOf('queue', workerTypes, said.of('queue'))
    const data = await ask(workers[word], { queue })
    return { data, text: `${queue} ${done}.` }
  },
})

export const workerCommands: Group = {
  about: 'Workers and queues:',
  commands: [
    stats,
    cleanup,
    clear('clear <queue>'),
    restart('worker restart'),
    start('worker start <queue>'),
    stop('worker stop <pid>'),
    onQueue('pause', 'Leave the jobs of a queue waiting.', 'is paused'),
    onQueue('unpause', 'Go on with the jobs of a queue.', 'goes on'),
  ],
}
