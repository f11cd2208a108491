import type { Pool } from 'pg'

/** A worker process that the launcher of a machine keeps running. */
export type Slot = { id: number; queues: string[]; wanted: boolean; round: number; force: boolean }

/** How long a cancelled job may run on before its process is killed. */
const stuckAfter = '4 seconds'

/**
 * A worker process has ended: its rows go, so that it is neither listed nor taken for dead, and its jobs count as orphaned from this
 * moment on, so that the next sweep gives them to another worker.
 */
const ended = `
  WITH gone AS (DELETE FROM workers WHERE hostname = $1::text AND pid = $2::int),
    orphaned AS (UPDATE jobs SET heartbeat = to_timestamp(0) WHERE status = 'running' AND starts_with(worker_id, $1::text || ':' || $2::int || ':'))
  SELECT pg_notify('reeve', 'orphans '), pg_notify('reeve', 'workers ')`

/** The slots of one supervisor. A supervisor is the launcher of one machine and data folder. */
export const slotRowsOf = (pool: Pick<Pool, 'query'>, supervisor: string) => ({
  /** A launcher that starts has one process for all queues. Slots that were added by hand stay. */
  begin: async (queues: readonly string[]) => {
    await pool.query('DELETE FROM worker_slots WHERE supervisor = $1 AND NOT wanted', [supervisor])
    const { rowCount } = await pool.query(
      'UPDATE worker_slots SET heartbeat = now(), queues = $2 WHERE id = (SELECT min(id) FROM worker_slots WHERE supervisor = $1)',
      [supervisor, queues],
    )
    if (rowCount === 0) await pool.query('INSERT INTO worker_slots (supervisor, queues) VALUES ($1, $2)', [supervisor, queues])
  },
  /** All slots of this supervisor. The question also counts as the launcher's heartbeat. */
  all: async () =>
    (
      await pool.query<Slot>(`UPDATE worker_slots SET heartbeat = now() WHERE supervisor = $1 RETURNING id, queues, wanted, round, force`, [
        supervisor,
      ])
    ).rows,
  /** The launcher stops: no worker can be started on this machine any more. */
  leave: () => pool.query("UPDATE worker_slots SET heartbeat = now() - interval '1 hour' WHERE supervisor = $1", [supervisor]),
  ended: (hostname: string, pid: number) => pool.query(ended, [hostname, pid]),
  /** Whether a process (`host:pid`) still runs a job that was cancelled some time ago. */
  isStuck: async (process: string) =>
    (
      await pool.query(
        `SELECT 1 FROM jobs WHERE status = 'running' AND cancel_wanted < now() - interval '${stuckAfter}' AND starts_with(worker_id, $1) LIMIT 1`,
        [`${process}:`],
      )
    ).rows.length > 0,
})

/** The queues of a slot; undefined if the slot is gone or not wanted any more. */
export const queuesOfSlot = async (pool: Pool, id: number) =>
  (await pool.query<{ queues: string[] }>('SELECT queues FROM worker_slots WHERE id = $1 AND wanted', [id])).rows[0]?.queues
