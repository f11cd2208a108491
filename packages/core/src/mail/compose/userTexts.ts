import type { contactActions } from '@reeve/contract/people/userMail'
import type { SettingValues } from '@reeve/contract/settings/settings'

type Action = (typeof contactActions)[number]
type Settings = Pick<SettingValues, 'MISP.org' | 'MISP.contact' | 'MISP.newUserText' | 'MISP.passwordResetText'>
type CodeSettings = Pick<SettingValues, 'MISP.org' | 'MISP.contact' | 'Security.email_otp_text'>
type Told = { username: string; password?: string | undefined; base: string; settings: Settings }

/** Subjects as scripts know them (people-data 2.4). */
export const subjectOf = (action: Action, settings: Settings) =>
  ({
    custom: '',
    welcome: `[${settings['MISP.org'] || 'Reeve'} MISP] New user registration`,
    reset: `[${settings['MISP.org'] || 'Reeve'} MISP] Password reset`,
  })[action]
const templates = { custom: undefined, welcome: 'MISP.newUserText', reset: 'MISP.passwordResetText' } as const

/** What every text may name. */
const common = (base: string, settings: Pick<SettingValues, 'MISP.org' | 'MISP.contact'>) => ({
  misp: base,
  org: settings['MISP.org'] || 'this instance',
  contact: settings['MISP.contact'] || 'your administrator',
})
const filled = (text: string, values: Record<string, string>) =>
  text.replaceAll('\\n', '\n').replaceAll(/\$(\w+)/g, (all, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : all))

/** Every mail is signed by the support team of the host organisation, with its address (operations 8.6). */
export const signatureOf = (settings: Pick<SettingValues, 'MISP.org' | 'MISP.contact'>) =>
  ['-- ', `The support team of ${settings['MISP.org'] || 'this instance'}`, settings['MISP.contact']].filter(Boolean).join('\n')

/** What one user reads: the message or the system's text, the temporary password where it is not yet said, the signature. */
export const textFor = (action: Action, message: string | undefined, changeEvents: Told) => {
  const template = templates[action]
  const text = message?.trim() || (template ? changeEvents.settings[template] : '')
  const missing = changeEvents.password !== undefined && !/\$password\b/.test(text)
  const values = {
    username: changeEvents.username,
    password: changeEvents.password ?? '',
    ...common(changeEvents.base, changeEvents.settings),
  }
  const value = missing ? `${text}\n\nYour temporary password: $password` : text
  return `${filled(value, values)}\n\n${signatureOf(changeEvents.settings)}\n`
}

/** The subject that MISP uses (operations 8.1). */
export const subjectOfCode = (settings: Pick<SettingValues, 'MISP.org'>) => `[${settings['MISP.org'] || 'Reeve'} MISP] Email OTP`

type Code = { username: string; base: string; settings: CodeSettings; otp: string; validity: number; ip: string }
/** The mail with a code for signing in. */
export const textOfCode = ({ username, base, settings, otp, validity, ip }: Code) =>
  `${filled(settings['Security.email_otp_text'], { username, otp, ip, validity: String(validity), ...common(base, settings) })}\n\n${signatureOf(settings)}\n`
