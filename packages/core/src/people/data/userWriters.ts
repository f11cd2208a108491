import type { Tx } from '../../database/db.ts'
import type { Trace } from '../../kernel/log/auditedWriter.ts'

/** Whose requests are watched. */
export const monitoredOf = (tx: Tx, { notify }: Trace) => ({
  /** Begins or ends the watch on a user, and answers whether that changed anything; whoever asks for it notes it. */
  set: async (user_id: number, on: boolean) => {
    const { count } = await (on
      ? tx.monitored.createMany({ data: { user_id }, skipDuplicates: true })
      : tx.monitored.deleteMany({ where: { user_id } }))
    if (count > 0) notify('monitored', user_id)
    return count > 0
  },
})
