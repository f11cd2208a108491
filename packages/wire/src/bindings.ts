import { accessLogsWire } from './accessLogs.ts'
import { attributesWire } from './attributes.ts'
import { authKeysWire } from './authKeys.ts'
import { addressKey, type Call } from './call.ts'
import type { Binding } from './dialect.ts'
import { instanceWire } from './instance.ts'
import { jobsWire } from './jobs.ts'
import { logsWire } from './logs.ts'
import { manyUsersWire } from './manyUsers.ts'
import { mergesWire } from './merges.ts'
import { organisationsWire } from './organisations.ts'
import { aclOf } from './queryAcl.ts'
import { registrationsWire } from './registrations.ts'
import { rolesWire } from './roles.ts'
import { sessionWire } from './session.ts'
import { settingsWire } from './settings.ts'
import { statisticsWire } from './statistics.ts'
import { tasksWire } from './tasks.ts'
import { totpWire } from './totp.ts'
import { userKeysWire } from './userKeys.ts'
import { userMailWire } from './userMail.ts'
import { userSettingsWire } from './userSettings.ts'
import { usersWire } from './users.ts'
import { workersWire } from './workers.ts'

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
