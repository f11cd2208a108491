import { pages } from '@reeve/contract/pages'
import { userMail } from '@reeve/contract/people/userMail'
import { IconMail } from '@tabler/icons-react'
import { authKeysNoun } from './access/authKeysNoun.tsx'
import { accessLogsNoun } from './audit/accessLogsNoun.tsx'
import { apiUseNoun } from './audit/apiUseNoun.ts'
import { logsNoun } from './audit/logsNoun.tsx'
import { retentionNoun } from './audit/retentionNoun.ts'
import { jobsNoun } from './background/jobsNoun.tsx'
import { tasksNoun } from './background/tasksNoun.tsx'
import { workersNoun } from './background/workersNoun.tsx'
import { settingsNoun } from './instance/settingsNoun.tsx'
import { mailsNoun } from './mail/mailsNoun.tsx'
import { mergesNoun } from './people/merge/mergesNoun.tsx'
import { organisationsNoun } from './people/organisations/organisationsNoun.tsx'
import { rolesNoun } from './people/roles/rolesNoun.tsx'
import { savedViewsNounOf } from './people/savedViewsNounOf.tsx'
import { statisticsNoun } from './people/statistics/statisticsNoun.ts'
import { registrationsNoun } from './people/users/registrationsNoun.tsx'
import { usersNoun } from './people/users/usersNoun.tsx'
import type { Group } from './resource/noun/noun.tsx'

/** Those with the generic pages throughout. */
export const resources = [usersNoun, organisationsNoun, rolesNoun, authKeysNoun]
/** The sidebar. */
export const groups: readonly Group[] = [
  {
    title: 'People',
    nouns: [...resources, registrationsNoun, mergesNoun, statisticsNoun],
    links: [{ label: 'Contact users', icon: IconMail, allow: userMail.send.allow, to: pages.userMail }],
  },
  { title: 'Audit', nouns: [logsNoun, accessLogsNoun, apiUseNoun, retentionNoun] },
  { title: 'Background', nouns: [jobsNoun, tasksNoun, workersNoun, mailsNoun] },
  { title: 'Instance', nouns: [settingsNoun] },
]
const listed = groups.flatMap((group) => group.nouns)
/** Reached from every list, so not in the sidebar. */
export const savedViewsNoun = savedViewsNounOf(listed)
/** Every noun that has pages. */
export const nouns = [...listed, savedViewsNoun]
