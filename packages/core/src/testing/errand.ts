import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { defineJob } from '../request/defineJob.ts'

/** Notes in a file that it began, takes its time, and notes that it is done. Waits for ever where `waits` says so. */
export const errandIn = (file: string, waits: boolean) =>
  defineJob({
    name: 'errand',
    queue: 'prio',
    attempts: 1,
    as: 'system',
    payload: z.object({ text: z.string() }),
    about: ({ text }) => text,
    run: async ({ signal }, { text }) => {
      appendFileSync(file, `began ${text}\n`)
      if (waits) await sleep(3_600_000, undefined, { signal })
      appendFileSync(file, `did ${text}\n`)
      return text
    },
  })
