import type { Prisma } from '../../../generated/client.ts'
import type { Tx } from '../../database/db.ts'
import type { Trace } from '../../kernel/log/auditedWriter.ts'
import { jobWritersOf } from './jobWriters.ts'

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
export const backgroundOf = (tx: Tx, trace: Trace) => ({
  taskRun: { add: (data: Prisma.TaskRunUncheckedCreateInput) => tx.taskRun.create({ data }) },
  job: jobWritersOf(tx, trace),
  worker: workerWritersOf(tx, trace),
})
