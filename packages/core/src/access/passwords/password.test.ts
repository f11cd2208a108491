import { defaults, type SettingValues } from '@reeve/contract/settings/settings'
import { expect, it } from 'vitest'
import { realPorts } from '../../realPorts.ts'
import { newAuthKey, newPassword, patternProblem, weaknessOf } from './password.ts'

const values = (more: Partial<SettingValues> = {}) => ({ ...defaults, ...more })

it.each([
  ['Password1234', undefined],
  ['Passw0rd123', 'Password length requirement not met.'],
  ['password1234', 'Password complexity requirement not met.'],
  ['PASSWORD1234', 'Password complexity requirement not met.'],
  ['Passwordtoolo', 'Password complexity requirement not met.'],
  ['sixteen letters!', undefined],
])('the policy says of %s: %s', (password, weakness) => {
  expect(weaknessOf(password, values())).toBe(weakness)
})

it('follows a pattern of the instance, with or without slashes', () => {
  for (const pattern of ['/^[a-z]{12}$/', '^[a-z]{12}$']) {
    expect(weaknessOf('abcdefghijkl', values({ 'Security.password_policy_complexity': pattern }))).toBeUndefined()
    expect(weaknessOf('Password1234', values({ 'Security.password_policy_complexity': pattern }))).toMatch(/complexity/)
  }
})

it('takes the pattern that MISP ships for the usual rule, and none that could run for ever', () => {
  const shipped = String.raw`/^((?=.*\d)|(?=.*\W+))(?![\n])(?=.*[A-Z])(?=.*[a-z]).*$|.{16,}/`
  expect(patternProblem(shipped)).toBeUndefined()
  expect(weaknessOf('Password1234', values({ 'Security.password_policy_complexity': shipped }))).toBeUndefined()
  expect(weaknessOf('password1234', values({ 'Security.password_policy_complexity': shipped }))).toMatch(/complexity/)
  for (const pattern of ['(?=x)y', String.raw`(a)\1`, '([']) expect(patternProblem(pattern)).toMatch(/cannot be used/)
  // By backtracking this would not end within the life of the test.
  expect(weaknessOf(`${'a'.repeat(254)}!`, values({ 'Security.password_policy_complexity': '^(a+)+$' }))).toMatch(/complexity/)
})

it('makes passwords that pass, and keys of forty letters and digits, never twice', () => {
  const { random } = realPorts('secret')
  const made = Array.from({ length: 200 }, () => newPassword(random, values()))
  expect(made.every((password) => password.length === 40 && !weaknessOf(password, values()))).toBe(true)
  const keys = Array.from({ length: 200 }, () => newAuthKey(random))
  expect(keys.every((key) => /^[a-zA-Z0-9]{40}$/.test(key))).toBe(true)
  expect(new Set([...made, ...keys]).size).toBe(400)
})
