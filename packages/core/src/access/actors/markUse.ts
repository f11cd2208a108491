import type { Actor } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { System } from '../../context.ts'
import { logRow, profileOf } from '../../kernel/log/log.ts'
import type { KeyOwner } from '../data/accessSql.ts'

const mask = (key: string) => `${key.slice(0, 4)}${'*'.repeat(32)}${key.slice(-4)}`
/** A key as the log shows it. */
export const shownKey = (key: string, settings: SettingValues) =>
  settings['Security.allow_unsafe_cleartext_apikey_logging'] ? key : mask(key)

/** Notes a request by key where the instance wants it, and that the key was used. */
export const recordKeyUse = (system: System, settings: SettingValues, owner: KeyOwner, actor: Actor, key: string) => {
  const at = system.ports.now()
  const rest = settings['MISP.store_api_access_time'] ? 60_000 : 3_600_000
  const { ip } = actor.from
  const keepsIp = settings['MISP.log_client_ip'] || settings['MISP.log_user_ips']
  system.usageWriter.counted({ user_id: actor.id, auth_key_id: owner.key_id, ip: keepsIp ? (ip ?? '') : '', at })
  const seen = settings['MISP.disable_seen_ips_authkeys'] || ip === null || owner.unique_ips.includes(ip)
  if (!seen || !owner.last_used || at.getTime() - owner.last_used.getTime() > rest) {
    system.usageWriter.keyUsed({ key_id: owner.key_id, user_id: actor.id, ip: seen ? null : ip, at })
    // The row in memory learns of it too, or each request until the next change would mark again.
    owner.last_used = at
    if (!seen && ip) owner.unique_ips.push(ip)
  }
  if (settings['MISP.log_auth']) {
    const title = `Successful authentication using API key (${shownKey(key, settings)})`
    system.usageWriter.note(
      logRow(actor, settings, at, {
        action: 'auth',
        model: 'User',
        model_id: actor.id,
        title,
        change: profileOf(actor.from, actor.from.target),
      }),
    )
  }
}
