import { z } from 'zod'
import { backgroundSettings } from './background.ts'
import type { Setting } from './entry.ts'
import { httpSettings } from './http.ts'
import { keptSettings } from './kept.ts'
import { logsSettings } from './logs.ts'
import { mailSettings } from './mail.ts'
import { mailedCodeSettings } from './mailedCodes.ts'
import { mispSettings } from './misp.ts'
import { outboundSettings } from './outbound.ts'
import { registrationSettings } from './registration.ts'
import { securitySettings } from './security.ts'
import { signInSettings } from './signIn.ts'
import { userMailSettings } from './userMail.ts'

/** Every setting that something reads. The page, the checks, the wire and the typed reader all read this one list. */
export const settings = {
  ...mispSettings,
  ...keptSettings,
  ...httpSettings,
  ...logsSettings,
  ...backgroundSettings,
  ...mailSettings,
  ...outboundSettings,
  ...userMailSettings,
  ...securitySettings,
  ...registrationSettings,
  ...signInSettings,
  ...mailedCodeSettings,
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings
export type SettingValue<N extends SettingName> = z.output<(typeof settings)[N]['type']>
export type SettingValues = { [N in SettingName]: SettingValue<N> }
type PublicName = { [N in SettingName]: (typeof settings)[N] extends { public: true } ? N : never }[SettingName]
/** The settings that rules and the SPA may know. */
export type PublicSettings = Pick<SettingValues, PublicName>

// Object.keys forgets which keys there are, Object.fromEntries which value belongs to which; the catalogue above knows both.
export const settingNames = Object.keys(settings) as SettingName[]
export const isSettingName = (name: string): name is SettingName => Object.hasOwn(settings, name)
/** What breaks the instance or opens it: whoever changes it says once more who he is. */
export const isGuarded = (name: string) => isSettingName(name) && (settings[name].level === 'critical' || settings[name].tab === 'Security')
/** A setting's entry under the general type, for code that treats all alike. */
export const settingOf = (name: SettingName): Setting => settings[name]
const valuesOf = (names: readonly SettingName[], value: (name: SettingName) => unknown) =>
  Object.fromEntries(names.map((name) => [name, value(name)]))

/** Every setting with the value that `value` gives for its name. */
export const allValues = (value: (name: SettingName) => unknown) => valuesOf(settingNames, value) as SettingValues
export const defaults = allValues((name) => settings[name].value)
const publicNames = settingNames.filter((name) => settingOf(name).public)
/** Only the public part of all values. */
export const publicOf = (values: SettingValues) => valuesOf(publicNames, (name) => values[name]) as unknown as PublicSettings
/** The public part as the SPA reads it. */
export const PublicSettingsSchema = z.object(
  valuesOf(publicNames, () => z.unknown()) as Record<string, z.ZodUnknown>,
) as unknown as z.ZodType<PublicSettings, PublicSettings>
