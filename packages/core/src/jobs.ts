import { pruneSessions } from './access/sessions/pruneSessions.ts'
import { mailLink } from './access/sign-in/forgotten.ts'
import { logRetention } from './audit/logRetention.ts'
import { makePartitions } from './audit/makePartitions.ts'
import { pruneUpdateLogs } from './audit/pruneUpdateLogs.ts'
import { purgeJobs } from './background/jobs/purgeJobs.ts'
import { cacheExports, pullAll, pushAll } from './background/tasks/manualTasks.ts'
import { keyHealth } from './mail/pgp/keyHealth.ts'
import { pruneMails } from './mail/send/pruneMails.ts'
import { sendDigests } from './mail/send/sendDigests.ts'
import { sendMail } from './mail/send/sendMail.ts'
import { contactUsers } from './people/contact/contactUsers.ts'
import { type Performable, performable } from './request/defineJob.ts'

/** Every job there is. One that is missing here fails with a sentence when its row comes up. */
export const jobs: readonly Performable[] = [
  performable(pruneSessions),
  performable(makePartitions),
  performable(purgeJobs),
  performable(pullAll),
  performable(pushAll),
  performable(cacheExports),
  performable(pruneUpdateLogs),
  performable(logRetention),
  performable(sendMail),
  performable(contactUsers),
  performable(pruneMails),
  performable(sendDigests),
  performable(keyHealth),
  performable(mailLink),
]
