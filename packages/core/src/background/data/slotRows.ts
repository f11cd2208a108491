import { workerTypes } from '@reeve/contract/background/workers'
import type { Pool } from 'pg'

/** A process that the launcher of a machine is to keep alive. */
export type Slot = { id: number; queues: string[]; wanted: boolean; round: number; force: boolean }

/** How long a cancelled job may go on before the process that does it is ended from outside. */
const stuckAfter = '4 seconds'

/** What the launcher of a machine reads and says: which processes are wanted, and that somebody looks after them. */
export const slotRowsOf = (pool: Pool, supervisor: string) => ({
  /** From the start of a launcher there is one process for everything; those that were added besides stay. */
  begin: async () => {
    await pool.query('DELETE FROM worker_slots WHERE supervisor = $1 AND NOT wanted', [supervisor])
    const { rowCount } = await pool.query(
      'UPDATE worker_slots SET heartbeat = now(), queues = $2 WHERE id = (SELECT min(id) FROM worker_slots WHERE supervisor = $1)',
      [supervisor, workerTypes],
    )
    if (rowCount === 0) await pool.query('INSERT INTO worker_slots (supervisor, queues) VALUES ($1, $2)', [supervisor, workerTypes])
  },
  /** All of this launcher's; says by the way that it lives. */
  all: async () =>
    (
      await pool.query<Slot>(`UPDATE worker_slots SET heartbeat = now() WHERE supervisor = $1 RETURNING id, queues, wanted, round, force`, [
        supervisor,
      ])
    ).rows,
  /** Nobody looks after them any more. */
  leave: () => pool.query("UPDATE worker_slots SET heartbeat = now() - interval '1 hour' WHERE supervisor = $1", [supervisor]),
  /** Whether a process is at a job that was cancelled a while ago. */
  isStuck: async (process: string) =>
    (
      await pool.query(
        `SELECT 1 FROM jobs WHERE status = 'running' AND cancel_wanted < now() - interval '${stuckAfter}' AND starts_with(worker_id, $1) LIMIT 1`,
        [`${process}:`],
      )
    ).rows.length > 0,
})
/** The queues a process was started for; undefined when nobody wants it any more. */
export const queuesOfSlot = async (pool: Pool, id: number) =>
  (await pool.query<{ queues: string[] }>('SELECT queues FROM worker_slots WHERE id = $1 AND wanted', [id])).rows[0]?.queues
