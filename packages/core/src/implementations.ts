import type { Catalogue } from '@reeve/contract/catalogue'
import { authKeysImplementation } from './access/keys/authKeys.ts'
import { totpImplementation } from './access/second-factor/totp.ts'
import { sessionImplementation } from './access/sessions/session.ts'
import { sessionsImplementation } from './access/sessions/sessions.ts'
import { termsImplementation } from './access/terms/terms.ts'
import { accessLogsImplementation } from './audit/accessLogs.ts'
import { logsImplementation } from './audit/logs.ts'
import { undoImplementationOf } from './audit/undo.ts'
import { jobsImplementation } from './background/jobs/jobs.ts'
import { tasksImplementationOf } from './background/tasks/tasks.ts'
import { workersImplementation } from './background/workers/workers.ts'
import { attributesImplementation } from './events/attributes.ts'
import { alertsImplementation } from './instance/alerts.ts'
import { attentionImplementation } from './instance/attention.ts'
import { instanceImplementation } from './instance/instance.ts'
import { settingsImplementation } from './instance/settings.ts'
import { userKeysImplementation } from './mail/pgp/userKeys.ts'
import { mailsImplementation } from './mail/send/mails.ts'
import { bringBackPeople } from './people/bringBack.ts'
import { userMailImplementation } from './people/contact/userMail.ts'
import { mergesImplementation } from './people/merge/merges.ts'
import { logosImplementation } from './people/organisations/logos.ts'
import { organisationsImplementation } from './people/organisations/organisations.ts'
import { registrationsImplementation } from './people/registrations.ts'
import { rolesImplementation } from './people/roles/roles.ts'
import { savedViewsImplementation } from './people/savedViews.ts'
import { userSettingsImplementation } from './people/settings/userSettings.ts'
import { statisticsImplementation } from './people/statistics.ts'
import { usersImplementation } from './people/users/users.ts'
import { tasks } from './tasks.ts'

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
  attention: attentionImplementation,
  workers: workersImplementation,
  tasks: tasksImplementationOf(tasks),
  jobs: jobsImplementation,
  logs: logsImplementation,
  undo: undoImplementationOf(bringBackPeople),
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
