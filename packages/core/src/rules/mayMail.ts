import { fail } from '@reeve/contract/failure'
import type { SettingValues } from '@reeve/contract/settings'
import { planOf } from '../mail/plan.ts'
import { readKey } from '../pgp/keys.ts'
import type { Ports } from '../ports.ts'

/** Says at once that no mail would leave, where it would be known too late otherwise: nothing is changed then. */
export const wantMail = ({ settings, ports }: { settings: SettingValues; ports: Pick<Ports, 'smtp'> }) => {
  if (settings['MISP.disable_emailing'])
    fail('conflict', 'Sending mail is turned off (MISP.disable_emailing), so nothing was changed. Turn it on first.')
  if (!ports.smtp.serverFor(settings)) fail('conflict', 'No mail server is set (Mail.host), so nothing was changed.')
  if (!settings['MISP.email']) fail('conflict', 'This instance has no address of its own (MISP.email), so nothing was changed.')
}

type User = { gpgkey: string | null; disabled: boolean; expiration: Date | null }
/** Why a user gets no mail of this kind; undefined when it would leave. */
export const obstacleFor = async (user: User, wishes: { noClear: boolean }, settings: SettingValues, now: Date) => {
  if (user.disabled) return 'This account is disabled.'
  if (user.expiration && user.expiration <= now) return 'This account has expired.'
  const plan = planOf(await readKey(user.gpgkey, now), settings, wishes)
  return plan.way === 'none' ? plan.why : undefined
}
