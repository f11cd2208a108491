import type { contactActions } from '@reeve/contract/resources/userMail'
import type { SettingValues } from '@reeve/contract/settings'

type Action = (typeof contactActions)[number]
type Settings = Pick<SettingValues, 'MISP.org' | 'MISP.contact' | 'MISP.newUserText' | 'MISP.passwordResetText'>
type Told = { username: string; password?: string | undefined; base: string; settings: Settings }

/** Subjects as scripts know them (people-data 2.4). */
export const subjectOf = (action: Action, settings: Settings) =>
  ({
    custom: '',
    welcome: `[${settings['MISP.org'] || 'Reeve'} MISP] New user registration`,
    reset: `[${settings['MISP.org'] || 'Reeve'} MISP] Password reset`,
  })[action]
const templates = { custom: undefined, welcome: 'MISP.newUserText', reset: 'MISP.passwordResetText' } as const

const filled = (text: string, { username, password, base, settings }: Told) => {
  const values: Record<string, string> = {
    username,
    password: password ?? '',
    misp: base,
    org: settings['MISP.org'] || 'this instance',
    contact: settings['MISP.contact'] || 'your administrator',
  }
  return text.replaceAll('\\n', '\n').replaceAll(/\$(username|password|misp|org|contact)\b/g, (_, name: string) => values[name] ?? '')
}

/** Every mail is signed by the support team of the host organisation, with its address (manual: Contacting a user). */
export const signatureOf = (settings: Pick<SettingValues, 'MISP.org' | 'MISP.contact'>) =>
  ['-- ', `The support team of ${settings['MISP.org'] || 'this instance'}`, settings['MISP.contact']].filter(Boolean).join('\n')

/** What one user reads: the message or the system's text, the temporary password where it is not yet said, the signature. */
export const textFor = (action: Action, message: string | undefined, told: Told) => {
  const template = templates[action]
  const text = message?.trim() || (template ? told.settings[template] : '')
  const missing = told.password !== undefined && !/\$password\b/.test(text)
  const said = missing ? `${text}\n\nYour temporary password: $password` : text
  return `${filled(said, told)}\n\n${signatureOf(told.settings)}\n`
}
