import type { Pool } from 'pg'
import { pruneBatch } from '../../database/prune.ts'

const olderMails = 'SELECT id FROM mails WHERE modified < now() - make_interval(days => $1)'
/** Texts that nobody had sent again for a month, then rows older than so many days (0: none). */
const pruneMails = async (pool: Pool, days: number) => {
  const inBatches = async (change: string, some: string, older: number) => {
    for (let all = 0; ; ) {
      const { rowCount } = await pool.query(`${change} WHERE id = ANY(ARRAY(${some} LIMIT ${pruneBatch} FOR UPDATE SKIP LOCKED))`, [older])
      all += rowCount ?? 0
      if ((rowCount ?? 0) < pruneBatch) return all
    }
  }
  const waiting = "status IN ('refused', 'in_doubt', 'not_sent') AND content IS NOT NULL"
  return {
    emptied: await inBatches('UPDATE mails SET content = NULL, version = version + 1', `${olderMails} AND ${waiting}`, 30),
    removed: days === 0 ? 0 : await inBatches('DELETE FROM mails', olderMails, days),
  }
}

export const mailBulkOf = (pool: Pool) => ({ pruneMails: (days: number) => pruneMails(pool, days) })
