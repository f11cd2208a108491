import type { Prisma } from '../../../generated/client.ts'
import type { Tx } from '../../database/db.ts'
import type { Trace } from '../../kernel/log/auditedWriter.ts'

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
export const jobWritersOf = (tx: Tx, { notify }: Pick<Trace, 'notify'>) => {
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
