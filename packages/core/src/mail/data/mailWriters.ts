import type { Prisma } from '../../../generated/client.ts'
import type { Tx } from '../../database/db.ts'
import type { Trace } from '../../kernel/log/auditedWriter.ts'

export type MailStatus = 'queued' | 'sending' | 'deferred' | 'held' | 'accepted' | 'refused' | 'in_doubt' | 'not_sent' | 'in_digest'
type Fate = {
  status: MailStatus
  reason?: string
  encrypted_with?: string | null
  signed_with?: string | null
  content?: null
  digest_id?: number
}
/** A row as it was seen: in that status, after so many attempts. */
type Seen = { id: number; attempts: number }

/** Writers of the delivery ledger. Claiming for SMTP is one statement of `mailRows.ts`. */
const ledgerOf = ({ mail }: Tx, { notify }: Trace) => ({
  /** Answers the rows it made: one whose `once` is there already is left out, after waiting for whoever is just adding it. */
  add: async (rows: Prisma.MailCreateManyInput[]) => {
    const select = { id: true, status: true, reason: true, user_id: true }
    const made = await mail.createManyAndReturn({ data: rows, select, skipDuplicates: true })
    // Whoever looks at the list is told once.
    if (made[0]) notify('mails', made[0].id)
    return made
  },
  /** From one of these statuses to another; false when somebody else was quicker, and nothing was changed. */
  move: async ({ id, attempts }: Seen, from: readonly string[], to: Fate) => {
    const { count } = await mail.updateMany({
      where: { id, attempts, status: { in: [...from] } },
      data: { ...to, version: { increment: 1 } },
    })
    if (count > 0) notify('mails', id)
    return count > 0
  },
})

export const mailWritersOf = (tx: Tx, trace: Trace) => ({ mail: ledgerOf(tx, trace) })

/** Models whose changes leave no row of their own, with the reason. */
export const mailUnlogged = { mail: 'its end is noted as email' } as const
