import { fail } from '@reeve/contract/inputs/failure'
import type { SettingValues } from '@reeve/contract/settings/settings'
import type { Ports } from '../../kernel/ports.ts'

export const mailIsOff = 'Sending mail is turned off (MISP.disable_emailing).'
export const noServer = 'No mail server is set (Mail.host).'

type Office = { settings: SettingValues; ports: { smtp: Pick<Ports['smtp'], 'serverFor'> } }
/** What keeps every mail of this instance from leaving; undefined when nothing does. */
export const instanceObstacle = ({ settings, ports }: Office) => {
  if (settings['MISP.disable_emailing']) return mailIsOff
  if (!ports.smtp.serverFor(settings)) return noServer
  return settings['MISP.email'] ? undefined : 'This instance has no mail address (MISP.email).'
}

/** What keeps every mail from this user; undefined when nothing does. */
export const userObstacle = (user: { disabled: boolean; expiration: Date | null }, now: Date) => {
  if (user.disabled) return 'This account is disabled.'
  return user.expiration && user.expiration <= now ? 'This account has expired.' : undefined
}

/** Refuses what makes no sense while e-mail is turned off. */
export const wantMailOn = ({ settings }: Pick<Office, 'settings'>) => {
  if (settings['MISP.disable_emailing']) fail('conflict', `${mailIsOff} Turn it on first.`)
}
