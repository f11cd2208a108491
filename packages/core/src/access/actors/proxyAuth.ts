import type { Actor, From } from '@reeve/contract/kernel/may'
import type { System } from '../../context.ts'
import { logRow, profileOf } from '../../kernel/log/log.ts'
import { actorOf, logRefusal, personOf } from './actors.ts'
import { mayAuthenticate } from './mayAuthenticate.ts'

const titled = (key: string) => `Failed authentication using external key (${key})`

/** A header that came from where none may vouch: noted, because somebody tries to be somebody else (people-data 1.7). */
export const refuseProxyAuth = (system: System, key: string, from: From, peer: string | undefined) =>
  logRefusal(system, from, `${titled(key)}: ${peer ?? 'nobody'} is no proxy that may vouch for people.`)

/** Whom a trusted proxy names by his external key, if exactly one user has it and he may come in. */
export const actorByProxy = async (system: System, key: string, from: From): Promise<Actor | undefined> => {
  const where = { external_auth_key: key, external_auth_required: true }
  const found = await system.db.user.findMany({ where, select: { id: true }, take: 2 })
  const [first] = found
  const owner = first && found.length === 1 ? await system.sql.userOwner(first.id) : undefined
  const [settings, now] = [await system.settings.fresh(), system.ports.now()]
  const hindrance = owner && mayAuthenticate(owner.user, now)
  if (!owner || hindrance) {
    const about = owner && { by: personOf(owner), model_id: Number(owner.user.id), change: profileOf(from) }
    await logRefusal(system, from, hindrance?.title ?? titled(key), about)
    return undefined
  }
  const actor = actorOf(owner, { ...from, way: 'session', proxyAuth: true, proven: now }, settings)
  if (settings['MISP.log_auth']) {
    const title = `Successful authentication using ${settings['Plugin.CustomAuth_name']} key`
    const change = profileOf(from, from.target)
    system.usageWriter.note(logRow(actor, settings, now, { action: 'auth', model: 'User', model_id: actor.id, title, change }))
  }
  return actor
}
