import { invalid } from '@reeve/contract/inputs/failure'
import { bare } from '@reeve/contract/settings/security'
import type { SettingValues } from '@reeve/contract/settings/settings'
import { RE2JS } from 're2js'
import type { ReadContext } from '../../context.ts'
import type { Random } from '../../kernel/ports.ts'

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-+=!@#$%^&*()<>/?'
const keyAlphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** A digit or a special character, an upper-case and a lower-case letter; or 16 characters of any kind (people-data 1.4). */
const complex = (password: string) => password.length >= 16 || (/[\d\W]/.test(password) && /[A-Z]/.test(password) && /[a-z]/.test(password))

/** The pattern that MISP ships says what `complex` says, with look-ahead, which no linear engine takes. */
const shipped = String.raw`/^((?=.*\d)|(?=.*\W+))(?![\n])(?=.*[A-Z])(?=.*[a-z]).*$|.{16,}/`

/** Why a pattern cannot be a policy; undefined when it can. It runs in linear time, so that no pattern can hold the server. */
export const patternProblem = (pattern: string): string | undefined => {
  if (pattern === '' || pattern === shipped) return undefined
  try {
    RE2JS.compile(bare(pattern))
    return undefined
  } catch {
    return 'This pattern cannot be used: look-around and back-references are not supported. Leave it empty for the usual rule.'
  }
}

const fits = (pattern: string, password: string) =>
  pattern === '' || pattern === shipped || patternProblem(pattern) ? complex(password) : RE2JS.compile(bare(pattern)).test(password)

/** What the policy has against a password; undefined when nothing. */
export const weaknessOf = (password: string, settings: SettingValues): string | undefined => {
  if (password.length < settings['Security.password_policy_length']) return 'Password length requirement not met.'
  return fits(settings['Security.password_policy_complexity'], password) ? undefined : 'Password complexity requirement not met.'
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

/** That a new password, where one is said, meets the policy. */
export const wantStrong = (settings: SettingValues, password: string | undefined, field = 'password') => {
  const weakness = password === undefined ? undefined : weaknessOf(password, settings)
  if (weakness) invalid({ [field]: [weakness] })
}

/** The hash of a new password that meets the policy; undefined where none was said. Slow: for `prepare`. */
export const hashedPassword = async ({ ports, settings }: ReadContext, password: string | undefined, field = 'password') => {
  wantStrong(settings, password, field)
  return password === undefined ? undefined : ports.hash.make(password)
}
