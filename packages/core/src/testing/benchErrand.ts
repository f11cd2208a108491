/** The job of the benches: it takes its time and leaves one row for each time it takes effect. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { z } from 'zod'
import { defineJob } from '../request/defineJob.ts'

export const tables = `
  CREATE TABLE IF NOT EXISTS bench_tries (uid text NOT NULL);
  CREATE TABLE IF NOT EXISTS bench_effects (uid text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())`

/** The table of effects has no key, so a job that takes effect twice leaves two rows. `milliseconds`: how long it takes at most. */
export const errandOf = (pool: Pool | undefined, milliseconds: number) =>
  defineJob({
    name: 'bench',
    queue: 'prio',
    attempts: 50,
    as: 'system',
    payload: z.object({ uid: z.string().max(64) }),
    about: ({ uid }) => uid,
    run: async ({ signal }, { uid }) => {
      await pool?.query('INSERT INTO bench_tries VALUES ($1)', [uid])
      if (milliseconds > 0) await sleep(Math.random() * milliseconds, undefined, { signal })
      await pool?.query('INSERT INTO bench_effects (uid) VALUES ($1)', [uid])
      return 'Done.'
    },
  })
