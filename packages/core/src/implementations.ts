import type { Catalogue } from '@reeve/contract/catalogue'
import { accessLogsImplementation } from './operations/accessLogs.ts'
import { alertsImplementation } from './operations/alerts.ts'
import { attributesImplementation } from './operations/attributes.ts'
import { authKeysImplementation } from './operations/authKeys.ts'
import { instanceImplementation } from './operations/instance.ts'
import { jobsImplementation } from './operations/jobs.ts'
import { logosImplementation } from './operations/logos.ts'
import { logsImplementation } from './operations/logs.ts'
import { mailsImplementation } from './operations/mails.ts'
import { mergesImplementation } from './operations/merges.ts'
import { organisationsImplementation } from './operations/organisations.ts'
import { registrationsImplementation } from './operations/registrations.ts'
import { rolesImplementation } from './operations/roles.ts'
import { savedViewsImplementation } from './operations/savedViews.ts'
import { sessionImplementation } from './operations/session.ts'
import { sessionsImplementation } from './operations/sessions.ts'
import { settingsImplementation } from './operations/settings.ts'
import { statisticsImplementation } from './operations/statistics.ts'
import { tasksImplementation } from './operations/tasks.ts'
import { termsImplementation } from './operations/terms.ts'
import { totpImplementation } from './operations/totp.ts'
import { undoImplementation } from './operations/undo.ts'
import { userKeysImplementation } from './operations/userKeys.ts'
import { userMailImplementation } from './operations/userMail.ts'
import { userSettingsImplementation } from './operations/userSettings.ts'
import { usersImplementation } from './operations/users.ts'
import { workersImplementation } from './operations/workers.ts'

/** Who answers for each noun. A noun of the catalogue that nobody implements does not compile. */
export const implementations = {
  users: usersImplementation,
  userMail: userMailImplementation,
  userSettings: userSettingsImplementation,
  savedViews: savedViewsImplementation,
  userKeys: userKeysImplementation,
  registrations: registrationsImplementation,
  statistics: statisticsImplementation,
  organisations: organisationsImplementation,
  merges: mergesImplementation,
  logos: logosImplementation,
  roles: rolesImplementation,
  authKeys: authKeysImplementation,
  alerts: alertsImplementation,
  workers: workersImplementation,
  tasks: tasksImplementation,
  jobs: jobsImplementation,
  logs: logsImplementation,
  undo: undoImplementation,
  accessLogs: accessLogsImplementation,
  settings: settingsImplementation,
  session: sessionImplementation,
  sessions: sessionsImplementation,
  terms: termsImplementation,
  totp: totpImplementation,
  mails: mailsImplementation,
  instance: instanceImplementation,
  attributes: attributesImplementation,
} satisfies { [N in keyof Catalogue]: { operations: Catalogue[N] } }
