import { createHash } from 'node:crypto'
import { fail } from '@reeve/contract/inputs/failure'
import { type Actor, type From, type Perm, perms } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { System } from '../../context.ts'
import { networkOf } from '../../database/limit.ts'
import { allowsAddress } from '../../kernel/addressRanges.ts'
import { type Entry, logRow, type Person, profileOf, SYSTEM, writeLogs } from '../../kernel/log/log.ts'
import { systemActor, systemOrigin } from '../../kernel/systemActor.ts'
import { timeLimitOf } from '../../request/timeLimit.ts'
import type { Owner } from '../data/accessSql.ts'
import { endSessionsOf, prolongSession } from '../data/sessionRows.ts'
import { requiredActionOf } from '../sign-in/requiredAction.ts'
import { recordKeyUse, shownKey } from './markUse.ts'
import { mayAuthenticate } from './mayAuthenticate.ts'

/** What a session is found by: the value of its cookie is chance enough for a plain hash. */
export const hashOfToken = (token: string) => createHash('sha256').update(token).digest('hex')

const refused = 'Authentication failed. Please make sure you pass the API key of an API enabled user along in the Authorization header.'
const nobody: ReadonlySet<Perm> = new Set()
const base = { org_uuid: '', role_id: 0, readOnly: false, requiredAction: null, rate: null }

export const anonymous = (from: From): Actor => ({ ...base, id: 0, email: '', org_id: 0, org: '', perms: nobody, from })
/** What a read-only key leaves of a role (people-data 1.2). */
const harmless: ReadonlySet<Perm> = new Set<Perm>(['perm_auth', 'perm_audit'])

/** An owner as actor: `perms` = role ∩ key, settled here once; a read-only key is refused every change by kind besides. */
export const actorOf = ({ user, role, org }: Owner, from: From, settings: SettingValues, readOnly = false): Actor => ({
  id: Number(user.id),
  email: String(user.email),
  org_id: org.id,
  org: org.name,
  org_uuid: org.uuid,
  role_id: Number(role.id),
  perms: new Set(perms.filter((perm) => role[perm] === true && (!readOnly || harmless.has(perm)))),
  readOnly,
  requiredAction: requiredActionOf(user, role, settings),
  timeLimit: timeLimitOf(role.max_execution_time),
  rate: role.enforce_rate_limit === true ? Number(role.rate_limit_count) : null,
  from,
})
export const personOf = ({ user, org }: Owner): Person => ({
  id: Number(user.id),
  email: String(user.email),
  org_id: org.id,
  org: org.name,
})

const ownerOfKey = async ({ sql, actors, ports }: System, key: string) => {
  const hash = ports.keyHash(key)
  const cached = actors.get(hash)
  if (cached) return cached
  const since = actors.age()
  const owner = await sql.keyOwner(hash)
  if (owner) actors.put(hash, owner, since)
  return owner
}

const wellFormed = (key: string) => /^[a-zA-Z0-9]{40}$/.test(key)

/**
 * One row in the log for a refusal; the same one only once an hour, unless the instance wants each (operations 5.7). Refusals that name
 * no key are counted for each network: a row is written for the first of an hour, and for the tenth, the hundredth and so on.
 */
export const logRefusal = async (
  system: System,
  from: From,
  title: string,
  { by = SYSTEM, perNetwork = false, model_id = 0, change = '' } = {},
) => {
  const settings = await system.settings.fresh()
  if (!settings['Security.log_each_individual_auth_fail']) {
    const { count } = await system.limits.count('auth_fail', perNetwork ? [networkOf(from.ip), title] : title, 3600)
    if (perNetwork ? !/^10*$/.test(String(count)) : count > 1) return
    if (count > 1) change = `${count} requests from ${networkOf(from.ip)} within an hour.`
  }
  const entry: Entry = { action: 'auth_fail', model: 'User', model_id, title, change, by }
  await writeLogs(system.db, [logRow(anonymous(from), settings, system.ports.now(), entry)])
}

export const noKeyGiven = async (system: System, from: From): Promise<never> => {
  await logRefusal(system, from, 'Failed API authentication. No authkey was provided.', { perNetwork: true })
  return fail('unauthenticated', refused)
}

const tryKey = async (system: System, key: string, from: From): Promise<Actor | undefined> => {
  if (!wellFormed(key)) {
    await logRefusal(system, from, 'Failed authentication using an API key of incorrect length.', { perNetwork: true })
    return undefined
  }
  const settings = await system.settings.fresh()
  const owner = await ownerOfKey(system, key)
  const now = system.ports.now()
  const expired = owner?.key_expiration && owner.key_expiration <= now
  if (!owner || expired || owner.role.perm_auth !== true) {
    await logRefusal(system, from, `Failed authentication using API key (${shownKey(key, settings)})`)
    return undefined
  }
  const about = { by: personOf(owner), model_id: Number(owner.user.id), change: profileOf(from) }
  const hindrance = mayAuthenticate(owner.user, now)
  if (hindrance) {
    await logRefusal(system, from, hindrance.title, about)
    fail('forbidden', hindrance.message)
  }
  if (!allowsAddress(owner.allowed_ips, from.ip)) {
    await logRefusal(system, from, `Login attempt from not allowed IP address ${from.ip} for auth key ${owner.key_id}.`, about)
    fail('forbidden', 'It is not possible to use this Auth key from your IP address')
  }
  const way = { ...from, way: 'key', auth_key_id: owner.key_id, key_expiration: owner.key_expiration } as const
  const actor = actorOf(owner, way, settings, owner.read_only)
  recordKeyUse(system, settings, owner, actor, key)
  return actor
}

/** The first of up to ten keys that lives (people-data 1.1). A key that was sent and fails is never rescued by a cookie. */
export const actorByKey = async (system: System, candidates: readonly string[], from: From): Promise<Actor> => {
  for (const key of candidates.slice(0, 10)) {
    const actor = await tryKey(system, key, from)
    if (actor) return actor
  }
  return fail('unauthenticated', refused)
}

/** The id of the session that a cookie names, whether or not it may still be used; null where there is none. */
export const sessionIdOf = async ({ db }: System, token: string): Promise<string | null> =>
  (await db.session.findUnique({ where: { token_hash: hashOfToken(token) }, select: { id: true } }))?.id ?? null

/** Whoever holds this session, if it lives and its user may still come in. */
export const actorBySession = async (system: System, token: string, from: From): Promise<Actor | undefined> => {
  const owner = await system.sql.sessionOwner(hashOfToken(token))
  const now = system.ports.now()
  if (!owner || owner.expires <= now || mayAuthenticate(owner.user, now)) return undefined
  if (owner.user.force_logout === true) return endSessionsOf(system.pool, Number(owner.user.id))
  const settings = await system.settings.fresh()
  if (now.getTime() - owner.last_seen.getTime() > 60_000)
    await prolongSession(system.pool, owner.session_id, now, settings['Session.timeout'])
  const { session_id, proven } = owner
  return actorOf(owner, { ...from, way: 'session', session_id, proven }, settings)
}
/** A user as of now, for work he asked for earlier. User 0 is the instance. */
export const actorOfUser = async (system: System, userId: number): Promise<Actor> => {
  if (userId === 0) return systemActor()
  const owner = await system.sql.userOwner(userId)
  if (!owner) return fail('notFound', `User ${userId}, who asked for this, is no longer there.`)
  if (mayAuthenticate(owner.user, system.ports.now()))
    fail('forbidden', `User ${userId}, who asked for this, may no longer sign in: the account is disabled or has expired.`)
  return actorOf(owner, systemOrigin, await system.settings.fresh())
}
