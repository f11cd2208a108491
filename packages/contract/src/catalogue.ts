import { authKeys } from './access/authKeys.ts'
import { sessionOperations } from './access/session.ts'
import { sessions } from './access/sessions.ts'
import { terms } from './access/terms.ts'
import { totp } from './access/totp.ts'
import { accessLogs } from './audit/accessLogs.ts'
import { logs } from './audit/logs.ts'
import { undo } from './audit/undo.ts'
import { jobs } from './background/jobs.ts'
import { tasks } from './background/tasks.ts'
import { workers } from './background/workers.ts'
import { attributes } from './events/attributes.ts'
import { alerts } from './instance/alerts.ts'
import { attention } from './instance/attention.ts'
import { instanceOperations } from './instance/instance.ts'
import { settingsOperations } from './instance/settings.ts'
import type { Operation } from './kernel/operation.ts'
import { mails } from './mail/mails.ts'
import { userKeys } from './mail/userKeys.ts'
import { logos } from './people/logos.ts'
import { merges } from './people/merges.ts'
import { organisations } from './people/organisations.ts'
import { registrations } from './people/registrations.ts'
import { roles } from './people/roles.ts'
import { savedViews } from './people/savedViews.ts'
import { statistics } from './people/statistics.ts'
import { userMail } from './people/userMail.ts'
import { userSettings } from './people/userSettings.ts'
import { users } from './people/users.ts'

/** Everything Reeve can be asked. A new resource is one line here. */
export const catalogue = {
  users,
  userMail,
  userSettings,
  savedViews,
  userKeys,
  registrations,
  statistics,
  organisations,
  merges,
  logos,
  roles,
  authKeys,
  logs,
  undo,
  accessLogs,
  jobs,
  tasks,
  workers,
  alerts,
  attention,
  settings: settingsOperations,
  session: sessionOperations,
  sessions,
  terms,
  totp,
  mails,
  instance: instanceOperations,
  attributes,
}
export type Catalogue = typeof catalogue

export const operations: readonly Operation[] = Object.values(catalogue).flatMap((resource) => Object.values(resource) as Operation[])
