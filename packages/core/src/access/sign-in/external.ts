import { sourcesIn } from '@reeve/contract/inputs/inputs'
import type { SettingValues } from '@reeve/contract/settings/settings'
import { allowsAddress } from '../../kernel/addressRanges.ts'

/** The request header that names the user; MISP writes it as its web server hands it on. */
export const externalHeader = (settings: SettingValues) =>
  settings['Plugin.CustomAuth_header']
    .replace(/^HTTP_/i, '')
    .replaceAll('_', '-')
    .toLowerCase()

/** Whether a proxy at this address (of the connection itself) may vouch for people. Without a declared address none may. */
export const mayVouch = (settings: SettingValues, proxies: readonly string[], peer: string | undefined) => {
  const values = sourcesIn(settings['Plugin.CustomAuth_only_allow_source'])
  const sources = values.length > 0 ? values : proxies
  return sources.length > 0 && peer !== undefined && allowsAddress(sources, peer)
}

/** Why browsers can only sign in through the proxy; undefined where there is another way. */
export const closedBecause = (settings: SettingValues) =>
  settings['Plugin.CustomAuth_enable'] && (settings['Plugin.CustomAuth_required'] || settings['Security.auth_enforced'])
    ? `${settings['Plugin.CustomAuth_name']} authentication failed. Contact your MISP support.`
    : undefined

/** Whether a user comes in by the header of a proxy, and by no password of ours. */
export const isExternal = (user: Record<string, unknown>, settings: SettingValues) =>
  settings['Plugin.CustomAuth_enable'] && user.external_auth_required === true
