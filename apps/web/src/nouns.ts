import { accessLogsNoun } from './nouns/accessLogs.tsx'
import { apiUseNoun } from './nouns/apiUse.ts'
import { authKeysNoun } from './nouns/authKeys.tsx'
import { jobsNoun } from './nouns/jobs.tsx'
import { logsNoun } from './nouns/logs.tsx'
import { mailsNoun } from './nouns/mails.tsx'
import { mergesNoun } from './nouns/merges.tsx'
import { organisationsNoun } from './nouns/organisations.tsx'
import { registrationsNoun } from './nouns/registrations.tsx'
import { retentionNoun } from './nouns/retention.ts'
import { rolesNoun } from './nouns/roles.tsx'
import { savedViewsNounOf } from './nouns/savedViews.tsx'
import { settingsNoun } from './nouns/settings.tsx'
import { statisticsNoun } from './nouns/statistics.ts'
import { tasksNoun } from './nouns/tasks.tsx'
import { usersNoun } from './nouns/users.tsx'
import { workersNoun } from './nouns/workers.tsx'

/** Those with the generic pages throughout. */
export const resources = [usersNoun, organisationsNoun, rolesNoun, authKeysNoun]
/** The sidebar: what people come for. */
export const groups = [
  { title: 'People', nouns: [...resources, registrationsNoun, mergesNoun, statisticsNoun] },
  { title: 'Audit', nouns: [logsNoun, accessLogsNoun, apiUseNoun, retentionNoun] },
  { title: 'Background', nouns: [jobsNoun, tasksNoun, workersNoun, mailsNoun] },
  { title: 'Instance', nouns: [settingsNoun] },
]
const listed = groups.flatMap((group) => group.nouns)
/** Reached from every list, so not in the sidebar. */
export const savedViewsNoun = savedViewsNounOf(listed)
/** Every noun that has pages. */
export const nouns = [...listed, savedViewsNoun]
