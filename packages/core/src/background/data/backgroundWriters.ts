import type { Prisma } from '../../../generated/client.ts'
import type { Tx } from '../../database/db.ts'
import type { Trace } from '../../kernel/log/auditedWriter.ts'
import type { Logged } from '../../kernel/log/loggedModels.ts'

export const backgroundLogged = {
  task: {
    model: 'Task',
    noun: 'tasks',
    name: (row) => row.type,
    title: (row) => `Task (${row.id}): ${row.type}`,
    skip: ['next_execution_time', 'message'],
  } satisfies Logged<Prisma.TaskModel>,
}
/** Models whose changes leave no row of their own, with the reason. */
export const backgroundUnlogged = {
  job: 'is its own record',
  jobAttempt: 'belongs to the record of its job',
  taskRun: 'is the record of its task',
  worker: 'says of itself that it lives',
  workerSlot: 'starting and stopping is noted by itself',
  alert: 'is its own record',
} as const

const queued = { id: true, worker: true, job_type: true, round: true } as const
const batch = 5000
const over = ['completed', 'failed', 'cancelled']

/** Removes what is over, with what is kept of its tries; answers how many. */
const discard = async (tx: Tx, where: Prisma.JobWhereInput) => {
  for (let all = 0; ; ) {
    const rows = await tx.job.findMany({ where: { AND: [where, { status: { in: over } }] }, select: { id: true }, take: batch })
    const ids = rows.map(({ id }) => id)
    await tx.jobAttempt.deleteMany({ where: { job_id: { in: ids } } })
    all += (await tx.job.deleteMany({ where: { id: { in: ids } } })).count
    if (rows.length < batch) return all
  }
}

/** Those that are over wait again, from the first try on. */
const retry = (tx: Tx, where: Prisma.JobWhereInput, now: Date) =>
  tx.job.updateManyAndReturn({
    where: { AND: [where, { status: { in: ['failed', 'cancelled'] } }] },
    data: {
      status: 'waiting',
      round: { increment: 1 },
      retries: 0,
      progress: 0,
      due: now,
      cancel_wanted: null,
      message: 'Waits to be tried again.',
    },
    select: queued,
  })

/** Those that wait will not be done; those that run are to end. */
const cancel = async (tx: Tx, where: Prisma.JobWhereInput, now: Date, message: string) => ({
  waiting: await tx.job.updateManyAndReturn({
    where: { AND: [where, { status: 'waiting' }] },
    data: { status: 'cancelled', message, due: now },
    select: queued,
  }),
  running: await tx.job.updateManyAndReturn({
    where: { AND: [where, { status: 'running' }] },
    data: { cancel_wanted: now },
    select: queued,
  }),
})

/** What admins do to rows of `jobs`, whose life is otherwise their own (`jobRows.ts`). The caller notes it in the log. */
const jobWritersOf = (tx: Tx, { notify }: Pick<Trace, 'notify'>) => {
  /** Many at once are told as “some”. */
  const told = (rows: readonly { id: number }[]) => (rows.length > 50 ? notify('jobs', '') : rows.forEach(({ id }) => notify('jobs', id)))
  return {
    /** Answers the rows, for `requeue`. */
    retry: async (where: Prisma.JobWhereInput, now: Date) => {
      const rows = await retry(tx, where, now)
      told(rows)
      return rows
    },
    /** Answers how many. */
    cancel: async (where: Prisma.JobWhereInput, now: Date, message = 'Cancelled.') => {
      const { waiting, running } = await cancel(tx, where, now, message)
      told([...waiting, ...running])
      for (const { id } of running) notify('cancels', id)
      return waiting.length + running.length
    },
    /** Answers how many. */
    discard: async (where: Prisma.JobWhereInput) => {
      notify('jobs', '')
      return discard(tx, where)
    },
  }
}

/** What admins want of workers: rows that launchers and worker processes obey as soon as they hear of it. */
const workerWritersOf = (tx: Tx, { notify }: Pick<Trace, 'notify'>) => {
  const told = () => ['wishes', 'slots', 'workers'].forEach((noun) => notify(noun, ''))
  return {
    /** Answers how many. */
    want: async (where: Prisma.WorkerWhereInput, wanted: 'run' | 'drain' | 'stop') => {
      told()
      return (await tx.worker.updateMany({ where, data: { wanted } })).count
    },
    forget: async (where: Prisma.WorkerWhereInput) => {
      told()
      return (await tx.worker.deleteMany({ where })).count
    },
    addSlot: async (supervisor: string, queues: string[]) => {
      told()
      await tx.workerSlot.create({ data: { supervisor, queues } })
    },
    dropSlot: async (id: number) => {
      told()
      await tx.workerSlot.deleteMany({ where: { id } })
    },
    slots: async (where: Prisma.WorkerSlotWhereInput, data: Prisma.WorkerSlotUpdateManyMutationInput) => {
      told()
      return (await tx.workerSlot.updateMany({ where, data })).count
    },
  }
}

/** All that is changed about work in the background. */
export const backgroundWritersOf = (tx: Tx, trace: Trace) => ({
  taskRun: { add: (data: Prisma.TaskRunUncheckedCreateInput) => tx.taskRun.create({ data }) },
  job: jobWritersOf(tx, trace),
  worker: workerWritersOf(tx, trace),
})
