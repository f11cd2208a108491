import { pruneSessions } from './access/sessions/pruneSessions.ts'
import { logRetention } from './audit/logRetention.ts'
import { makePartitions } from './audit/makePartitions.ts'
import { purgeJobs } from './background/jobs/purgeJobs.ts'
import { cacheExports, pullAll, pushAll } from './background/tasks/manualTasks.ts'
import type { DefaultTask } from './background/tasks/schedule.ts'
import { keyHealth } from './mail/pgp/keyHealth.ts'
import { pruneMails } from './mail/send/pruneMails.ts'
import { sendDigests } from './mail/send/sendDigests.ts'

/** What a new instance has scheduled: one line is one task. */
export const tasks: readonly DefaultTask[] = [
  { job: cacheExports, timer: null, description: 'Makes the export cache of every organisation and type.' },
  { job: pullAll, timer: null, description: 'Pulls from every server that pulling is enabled for.' },
  { job: pushAll, timer: null, description: 'Pushes to every server that pushing is enabled for.' },
  { job: pruneSessions, timer: 1, description: 'Removes expired sessions and counters.' },
  { job: sendDigests, timer: 1, description: 'Sends mails that were held back as one digest for each recipient.' },
  { job: pruneMails, timer: 24, description: 'Empties texts of old mails that were not sent, and removes the oldest rows of the ledger.' },
  { job: keyHealth, timer: 24, description: 'Warns users whose OpenPGP key ends within 30, 7 and 1 days.' },
  { job: logRetention, timer: 24, description: 'Removes log entries that are kept no longer.' },
  { job: makePartitions, timer: 24, description: 'Makes the months of the log ahead of time.' },
  { job: purgeJobs, timer: 24, description: 'Removes jobs that ended long ago.' },
]
