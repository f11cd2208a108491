import type { Actor } from '@reeve/contract/kernel/may'
import type { Tx } from '../../database/db.ts'
import type { Queued } from './queues.ts'

/** `payload` is JSON. */
export type NewJob = Pick<Queued, 'worker' | 'job_type'> & { job_input: string; payload: string }
type Birth = { actor: Actor; now: Date; running: boolean }

/** Writes rows of `jobs` for one actor; answers them in the order of what was said, which is that of their numbers. */
export const addJobs = async (tx: Tx, born: readonly NewJob[], { actor, now, running }: Birth): Promise<Queued[]> => {
  const all = (key: keyof NewJob) => born.map((one) => one[key])
  const rows = await tx.$queryRaw<Queued[]>`
    INSERT INTO jobs (worker, job_type, job_input, payload, org_id, user_id, due, status, heartbeat)
    SELECT worker, job_type, job_input, payload::jsonb, ${actor.org_id}, ${actor.id}, ${now},
      CASE WHEN ${running} THEN 'running' ELSE 'waiting' END, CASE WHEN ${running} THEN ${now}::timestamptz END
    FROM unnest(${all('worker')}::text[], ${all('job_type')}::text[], ${all('job_input')}::text[], ${all('payload')}::text[])
      WITH ORDINALITY AS born (worker, job_type, job_input, payload, place)
    ORDER BY place RETURNING id, worker, job_type, round`
  return rows.sort((a, b) => a.id - b.id)
}
