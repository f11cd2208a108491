import { authKeysWire } from './access/authKeys.ts'
import { sessionWire } from './access/session.ts'
import { totpWire } from './access/totp.ts'
import { accessLogsWire } from './audit/accessLogs.ts'
import { logsWire } from './audit/logs.ts'
import { jobsWire } from './background/jobs.ts'
import { tasksWire } from './background/tasks.ts'
import { workersWire } from './background/workers.ts'
import { addressKey, type Call } from './dialect/call.ts'
import type { Binding } from './dialect/dialect.ts'
import { attributesWire } from './events/attributes.ts'
import { instanceWire } from './instance/instance.ts'
import { aclOf } from './instance/queryAcl.ts'
import { settingsWire } from './instance/settings.ts'
import { userKeysWire } from './mail/userKeys.ts'
import { manyUsersWire } from './people/manyUsers.ts'
import { mergesWire } from './people/merges.ts'
import { organisationsWire } from './people/organisations.ts'
import { registrationsWire } from './people/registrations.ts'
import { rolesWire } from './people/roles.ts'
import { statisticsWire } from './people/statistics.ts'
import { userMailWire } from './people/userMail.ts'
import { userSettingsWire } from './people/userSettings.ts'
import { usersWire } from './people/users.ts'

/** Every address of MISP that is answered. A noun that MISP knows is one line here. */
export const bindings: readonly Binding[] = [
  ...usersWire,
  ...userMailWire,
  ...manyUsersWire,
  ...userSettingsWire,
  ...userKeysWire,
  ...registrationsWire,
  ...statisticsWire,
  ...organisationsWire,
  ...mergesWire,
  ...rolesWire,
  ...authKeysWire,
  ...logsWire,
  ...accessLogsWire,
  ...jobsWire,
  ...tasksWire,
  ...workersWire,
  ...settingsWire,
  ...instanceWire,
  ...attributesWire,
  ...sessionWire,
  ...totpWire,
]

const byAddress = Map.groupBy(bindings, ({ place }) => place.key)
const acl = aclOf(bindings)
/** The binding that answers a call; none is an address that does not exist. */
export const bindingOf = (call: Call): Binding | undefined =>
  acl(call) ?? byAddress.get(addressKey(call))?.find(({ more: { when } }) => !when || when(call))

/** Answers that say nothing about the instance, its data or the caller: given before anybody is asked who he is (people-data 1.8). */
const open = new Map<string, unknown>([['users/heartbeat', { message: 'At your service.' }]])
export const openAnswerOf = (call: Call): unknown => open.get(addressKey(call))
