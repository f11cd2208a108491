import { bare, type SettingValues } from '@reeve/contract/settings'
import type { Random } from './ports.ts'

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-+=!@#$%^&*()<>/?'
const keyAlphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** A digit or a special character, an upper-case and a lower-case letter; or 16 characters of any kind (people-data 1.4). */
const complex = (password: string) => password.length >= 16 || (/[\d\W]/.test(password) && /[A-Z]/.test(password) && /[a-z]/.test(password))

/** What the policy has against a password; undefined when nothing. */
export const weaknessOf = (password: string, settings: SettingValues): string | undefined => {
  if (password.length < settings['Security.password_policy_length']) return 'Password length requirement not met.'
  const pattern = settings['Security.password_policy_complexity']
  const fits = pattern ? new RegExp(bare(pattern)).test(password) : complex(password)
  return fits ? undefined : 'Password complexity requirement not met.'
}

/** A password that meets any policy: 40 characters, or as many as the policy wants. */
export const newPassword = (random: Random, settings: SettingValues) => {
  for (;;) {
    const password = random.text(Math.max(40, settings['Security.password_policy_length']), alphabet)
    if (!weaknessOf(password, settings) || settings['Security.password_policy_complexity']) return password
  }
}

/** A fresh auth key: 40 letters and digits (people-data 1.1). */
export const newAuthKey = (random: Random) => random.text(40, keyAlphabet)
