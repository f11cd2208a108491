import { accessLogsNoun } from './nouns/accessLogs.tsx'
import { apiUseNoun } from './nouns/apiUse.ts'
import { authKeysNoun } from './nouns/authKeys.tsx'
import { jobsNoun } from './nouns/jobs.tsx'
import { logsNoun } from './nouns/logs.tsx'
import { mailsNoun } from './nouns/mails.tsx'
import { mergesNoun } from './nouns/merges.tsx'
import { organisationsNoun } from './nouns/organisations.tsx'
import { retentionNoun } from './nouns/retention.ts'
import { registrationsNoun } from './nouns/registrations.tsx'
import { rolesNoun } from './nouns/roles.tsx'
import { settingsNoun } from './nouns/settings.tsx'
import { tasksNoun } from './nouns/tasks.tsx'
import { usersNoun } from './nouns/users.tsx'
import { workersNoun } from './nouns/workers.tsx'

/** Those with the generic pages throughout. */
export const resources = [usersNoun, organisationsNoun, rolesNoun, authKeysNoun]
/** Every noun that has pages. */
export const nouns = [...resources, mergesNoun, logsNoun, accessLogsNoun, apiUseNoun, retentionNoun, mailsNoun, settingsNoun]
/** The sidebar: what people come for. */
export const groups = [
  { title: 'People', nouns: [...resources, mergesNoun] },
  { title: 'Audit', nouns: [logsNoun, accessLogsNoun, apiUseNoun, retentionNoun] },
export const nouns = [...resources, registrationsNoun, mergesNoun, logsNoun, accessLogsNoun, mailsNoun, settingsNoun]
/** The sidebar: what people come for. */
export const groups = [
  { title: 'People', nouns: [...resources, registrationsNoun] },
  { title: 'Audit', nouns: [logsNoun, accessLogsNoun] },
  { title: 'Instance', nouns: [mailsNoun, settingsNoun] },
export const nouns = [...resources, mergesNoun, logsNoun, accessLogsNoun, jobsNoun, tasksNoun, workersNoun, mailsNoun, settingsNoun]
/** The sidebar: what people come for. */
export const groups = [
  { title: 'People', nouns: resources },
  { title: 'Audit', nouns: [logsNoun, accessLogsNoun] },
  { title: 'Background', nouns: [jobsNoun, tasksNoun, workersNoun, mailsNoun] },
  { title: 'Instance', nouns: [settingsNoun] },
]
