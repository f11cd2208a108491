/** The job of the benches: it takes its time and leaves one row, whatever happens on the way. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import { z } from 'zod'
import { defineJob } from '../request/defineJob.ts'

export const tables = `
  CREATE TABLE IF NOT EXISTS bench_tries (uid text NOT NULL);
  CREATE TABLE IF NOT EXISTS bench_effects (uid text PRIMARY KEY)`

/** Safe to run twice: the effect has a name, and of each name there is one. `milliseconds`: how long it takes at most. */
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
      await pool?.query('INSERT INTO bench_effects VALUES ($1) ON CONFLICT DO NOTHING', [uid])
      return 'Done.'
    },
  })
