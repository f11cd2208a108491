import type { RequiredAction } from '@reeve/contract/kernel/may'
import type { SettingValues } from '@reeve/contract/settings/settings'
import { isExternal } from './external.ts'

type Whole = Record<string, unknown>

/** What a user must do in a browser before all else, the first of it (operations 9.12). Takes whole rows, as `mayAuthenticate` does. */
export const requiredActionOf = (user: Whole, role: Whole, settings: SettingValues): RequiredAction | null => {
  // Whoever a proxy vouches for has neither password nor codes of ours.
  const own = !isExternal(user, settings)
  const otp = own && !settings['Security.otp_disabled'] && (settings['Security.otp_required'] || role.otp_required === true)
  if (otp && role.perm_skip_otp !== true && user.totp_is_set !== true) return 'totp'
  if (settings['MISP.terms_file'] !== '' && user.termsaccepted !== true) return 'terms'
  return own && user.change_pw === true ? 'password' : null
}
