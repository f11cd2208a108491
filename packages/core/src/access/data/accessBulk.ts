import type { Pool } from 'pg'
import { prune } from '../../database/prune.ts'

/** Removes what has expired; each answers how many rows. */
export const accessBulkOf = (pool: Pool) => ({
  pruneSessions: () => prune(pool, 'sessions', 'id'),
  pruneMailedCodes: () => prune(pool, 'mailed_codes', 'id'),
  pruneCounters: () => prune(pool, 'counters', 'key'),
})
