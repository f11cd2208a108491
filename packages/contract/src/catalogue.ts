import type { Operation } from './operation.ts'
import { accessLogs } from './resources/accessLogs.ts'
import { alerts } from './resources/alerts.ts'
import { attributes } from './resources/attributes.ts'
import { authKeys } from './resources/authKeys.ts'
import { instanceOperations } from './resources/instance.ts'
import { jobs } from './resources/jobs.ts'
import { logos } from './resources/logos.ts'
import { logs } from './resources/logs.ts'
import { mails } from './resources/mails.ts'
import { merges } from './resources/merges.ts'
import { organisations } from './resources/organisations.ts'
import { registrations } from './resources/registrations.ts'
import { roles } from './resources/roles.ts'
import { savedViews } from './resources/savedViews.ts'
import { sessionOperations } from './resources/session.ts'
import { sessions } from './resources/sessions.ts'
import { settingsOperations } from './resources/settings.ts'
import { statistics } from './resources/statistics.ts'
import { tasks } from './resources/tasks.ts'
import { terms } from './resources/terms.ts'
import { totp } from './resources/totp.ts'
import { undo } from './resources/undo.ts'
import { userKeys } from './resources/userKeys.ts'
import { userMail } from './resources/userMail.ts'
import { userSettings } from './resources/userSettings.ts'
import { users } from './resources/users.ts'
import { workers } from './resources/workers.ts'

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
